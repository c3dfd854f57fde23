package io.supervisor.server.http;

import static io.supervisor.server.http.Parameter.optional;
import static io.supervisor.server.http.Parameter.required;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.Version;
import io.supervisor.api.service.Value;
import io.supervisor.server.http.Parameter.Kind;
import io.supervisor.server.javaruntime.ProtoSources;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Protobuf files for clients that make their messages at run time. */
final class ProtoSourcesApi {
  private final ProtoSources sources;

  ProtoSourcesApi(ProtoSources sources) {
    this.sources = sources;
  }

  List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get(
            "/api/runtimes/rust/proto-sources",
            "Protobuf files of the framework (type=core) or of an artifact (type=artifact)",
            List.of(
                required("type", Kind.TEXT, "core or artifact"),
                optional("name", Kind.TEXT, "Name of the artifact"),
                optional("version", Kind.TEXT, "Version of the artifact")),
            "ProtoSources",
            this::sources));
  }

  private Answer sources(ApiRequest request) {
    var type = request.arguments().text("type");
    return switch (type) {
      case "core" -> answer(sources.framework());
      case "artifact" -> answer(artifact(request.arguments()));
      default ->
          throw invalid(
              String.format(
                  Locale.ROOT, "type: got \"%s\", want core or artifact", Arguments.shown(type)));
    };
  }

  private static Answer answer(Map<String, String> files) {
    var values = new ArrayList<Value>();
    files.forEach((name, content) ->
        values.add(
            Value.struct()
                .with("name", Value.of(name))
                .with("content", Value.of(content))
                .build()));
    return Answer.json(Value.array(values));
  }

  private Map<String, String> artifact(Arguments arguments) {
    var artifact = artifactId(arguments);
    return sources
        .of(artifact)
        .or(() ->
            sources.of(
                new ArtifactId(ArtifactId.RUNTIME_JAVA, artifact.name(), artifact.version())))
        .orElseThrow(() ->
            Problem.notFound(
                    "Artifact sources not found", "Unable to find sources for artifact " + artifact)
                .exception());
  }

  private static ArtifactId artifactId(Arguments arguments) {
    var name = arguments.findText("name").orElse("");
    var version = arguments.findText("version").orElse("");
    if (!ArtifactId.isValidName(name)) {
      throw invalid(
          String.format(
              Locale.ROOT,
              "name: got \"%s\", want one or more of a-zA-Z0-9_-./",
              Arguments.shown(name)));
    }
    try {
      return new ArtifactId(ArtifactId.RUNTIME_BUILT_IN, name, Version.parse(version));
    } catch (IllegalArgumentException e) {
      throw invalid(
          String.format(
              Locale.ROOT,
              "version: got \"%s\", want major.minor.patch",
              Arguments.shown(version)));
    }
  }

  private static ProblemException invalid(String detail) {
    return Problem.badRequest(Arguments.INVALID_QUERY, detail).exception();
  }
}
