package io.supervisor.server.http;

import io.supervisor.api.service.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a server answers, as an OpenAPI 3.1 document, made from the endpoints themselves. */
final class ApiDocument {
  private ApiDocument() {}

  /**
   * Describes the endpoints of one server.
   *
   * @param port {@code public} or {@code private}
   */
  static Value of(String port, String version, List<Endpoint> endpoints) {
    var paths = new LinkedHashMap<String, Map<String, Value>>();
    for (var endpoint : endpoints) {
      paths
          .computeIfAbsent(endpoint.path(), _ -> new LinkedHashMap<>())
          .put(method(endpoint), operation(endpoint));
    }
    var described = Value.struct();
    paths.forEach((path, operations) -> described.with(path, new Value.Struct(operations)));
    return Value.struct()
        .with("openapi", Value.of("3.1.0"))
        .with(
            "info",
            Value.struct()
                .with("title", Value.of("Supervisor node, " + port + " HTTP API"))
                .with("version", Value.of(version))
                .build())
        .with("paths", described.build())
        .with("components", Value.struct().with("schemas", Schemas.all()).build())
        .build();
  }

  private static String method(Endpoint endpoint) {
    return switch (endpoint.verb()) {
      case GET -> "get";
      case POST -> "post";
    };
  }

  private static Value operation(Endpoint endpoint) {
    var operation = Value.struct().with("summary", Value.of(endpoint.summary()));
    if (!endpoint.parameters().isEmpty()) {
      operation.with(
          "parameters",
          Value.array(endpoint.parameters().stream().map(ApiDocument::parameter).toList()));
    }
    if (!endpoint.content().isEmpty()) {
      var content = Value.struct();
      for (var type : endpoint.content()) {
        content.with(type.type(), schema(type.schema()));
      }
      operation.with(
          "requestBody",
          Value.struct().with("required", Value.of(true)).with("content", content.build()).build());
    }
    return operation.with("responses", responses(endpoint)).build();
  }

  private static Value parameter(Parameter parameter) {
    return Value.struct()
        .with("name", Value.of(parameter.name()))
        .with("in", Value.of("query"))
        .with("required", Value.of(parameter.required()))
        .with("description", Value.of(parameter.description()))
        .with("schema", Schemas.of(parameter.kind()))
        .build();
  }

  private static Value responses(Endpoint endpoint) {
    var type =
        switch (endpoint.answerSchema()) {
          case "Text" -> "text/plain";
          case "Html" -> "text/html";
          default -> Answer.JSON;
        };
    return Value.struct()
        .with("200", response("Answer", type, endpoint.answerSchema()))
        .with("default", response("Refusal", Problem.TYPE, "Problem"))
        .build();
  }

  private static Value response(String description, String type, String schema) {
    return Value.struct()
        .with("description", Value.of(description))
        .with("content", Value.struct().with(type, schema(schema)).build())
        .build();
  }

  private static Value schema(String name) {
    if (!Schemas.has(name)) {
      throw new IllegalArgumentException("there is no schema " + name);
    }
    return Value.struct().with("schema", Schemas.ref(name)).build();
  }

  /** The page that shows a list of endpoints to people. */
  static String page(String port, List<Endpoint> endpoints) {
    var rows = new ArrayList<String>();
    for (var endpoint : endpoints) {
      rows.add(
          String.format(
              Locale.ROOT,
              "<tr><td>%s</td><td><code>%s</code></td><td>%s</td><td>%s</td></tr>",
              endpoint.verb(),
              escaped(endpoint.path()),
              escaped(arguments(endpoint)),
              escaped(endpoint.summary())));
    }
    return String.format(
        Locale.ROOT,
        """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><title>Supervisor, %s HTTP API</title>
        <style>body{font-family:sans-serif;margin:2rem}td,th{text-align:left;padding:.2rem .8rem;\
        border-bottom:1px solid #ccc;vertical-align:top}</style></head>
        <body><h1>Supervisor, %s HTTP API</h1>
        <p>What this port answers now. For programs: <a href="/api/openapi.json">openapi.json</a>.</p>
        <table><thead><tr><th>Method</th><th>Path</th><th>Arguments</th><th></th></tr></thead>
        <tbody>
        %s
        </tbody></table></body></html>
        """,
        port,
        port,
        String.join("\n", rows));
  }

  private static String arguments(Endpoint endpoint) {
    var words = new ArrayList<String>();
    for (var parameter : endpoint.parameters()) {
      words.add(parameter.required() ? parameter.name() : "[" + parameter.name() + "]");
    }
    endpoint.content().forEach(content -> words.add(content.type()));
    return String.join(" ", words);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
