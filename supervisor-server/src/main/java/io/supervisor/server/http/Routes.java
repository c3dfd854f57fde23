package io.supervisor.server.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which endpoint answers which path: fixed ones, then whatever the services offer now. */
final class Routes {
  private final Map<String, Map<Endpoint.Verb, Endpoint>> fixed = new LinkedHashMap<>();
  private final ServiceReads services;

  private static final String PAGE_POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'";

  /**
   * Requires that no two endpoints have path and verb in common. Adds the documentation of all.
   *
   * @param port {@code public} or {@code private}
   * @param version of the software, for people
   */
  Routes(String port, String version, List<Endpoint> endpoints, ServiceReads services) {
    this.services = services;
    endpoints.forEach(this::add);
    add(
        Endpoint.get(
            "/api/openapi.json",
            "This API as an OpenAPI document",
            List.of(),
            "Any",
            _ -> Answer.json(ApiDocument.of(port, version, all()))));
    add(Endpoint.get("/api/", "This API for people", List.of(), "Html", _ -> page(port)));
  }

  private void add(Endpoint endpoint) {
    var before =
        fixed
            .computeIfAbsent(endpoint.path(), _ -> new EnumMap<>(Endpoint.Verb.class))
            .put(endpoint.verb(), endpoint);
    if (before != null) {
      throw new IllegalArgumentException("two endpoints for " + endpoint.path());
    }
  }

  private Answer page(String port) {
    return new Answer(
        200,
        "text/html; charset=utf-8",
        ApiDocument.page(port, all()).getBytes(StandardCharsets.UTF_8),
        Map.of("Content-Security-Policy", PAGE_POLICY));
  }

  /** Throws a problem if there is none: 404, or 405 with what there is. */
  Endpoint find(String method, String path) {
    var verb = verb(method);
    var there = fixed.get(path);
    if (there == null) {
      there =
          services
              .find(path)
              .map(read -> Map.of(read.verb(), read))
              .orElseThrow(
                  () -> Problem.notFound("Not found", "There is no such path").exception());
    }
    var endpoint = verb.map(there::get).orElse(null);
    if (endpoint == null) {
      throw Problem.of(405, "Method not allowed", "")
          .with("Allow", String.join(", ", allowed(there)))
          .exception();
    }
    return endpoint;
  }

  private static Optional<Endpoint.Verb> verb(String method) {
    return switch (method) {
      case "GET", "HEAD" -> Optional.of(Endpoint.Verb.GET);
      case "POST" -> Optional.of(Endpoint.Verb.POST);
      default -> Optional.empty();
    };
  }

  private static List<String> allowed(Map<Endpoint.Verb, Endpoint> there) {
    var methods = new ArrayList<String>();
    if (there.containsKey(Endpoint.Verb.GET)) {
      methods.add("GET");
      methods.add("HEAD");
    }
    if (there.containsKey(Endpoint.Verb.POST)) {
      methods.add("POST");
    }
    return methods;
  }

  /** All that can be asked for now, fixed ones first. */
  List<Endpoint> all() {
    var all = new ArrayList<Endpoint>();
    fixed.values().forEach(endpoints -> all.addAll(endpoints.values()));
    all.addAll(services.all());
    return all;
  }
}
