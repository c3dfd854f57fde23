package io.supervisor.server.http;

import static io.supervisor.server.http.Parameter.optional;
import static io.supervisor.server.http.Parameter.required;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.Version;
import io.supervisor.api.service.ServiceArtifact;
import io.supervisor.api.service.Value;
import io.supervisor.core.supervisor.SupervisorArtifact;
import io.supervisor.server.http.Parameter.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Protobuf files for clients that make their messages at run time. Imports resolve: those of an
 * artifact within its own files and those of the framework. Source: rest.md section 6.
 */
final class ProtoSourcesApi {
  private static final List<String> CORE =
      List.of(
          "exonum/blockchain.proto",
          "exonum/common/bit_vec.proto",
          "exonum/crypto/types.proto",
          "exonum/key_value_sequence.proto",
          "exonum/messages.proto",
          "exonum/proof/list_proof.proto",
          "exonum/proof/map_proof.proto",
          "exonum/proofs.proto",
          "exonum/runtime/auth.proto",
          "exonum/runtime/base.proto",
          "exonum/runtime/errors.proto",
          "exonum/runtime/lifecycle.proto",
          "google/protobuf/empty.proto",
          "google/protobuf/timestamp.proto");

  /** Where the supervisor's own files lie among ours; clients know them without this folder. */
  private static final String SUPERVISOR_FOLDER = "exonum/supervisor/";

  private static final List<String> SUPERVISOR = List.of("service.proto", "schema.proto");

  private final Function<ArtifactId, Optional<ServiceArtifact>> artifacts;

  /**
   * @param artifacts those whose code this node has
   */
  ProtoSourcesApi(Function<ArtifactId, Optional<ServiceArtifact>> artifacts) {
    this.artifacts = artifacts;
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
      case "core" -> answer(core());
      case "artifact" -> answer(artifact(request.arguments()));
      default ->
          throw invalid("type: got \"%s\", want core or artifact".formatted(Arguments.shown(type)));
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

  private static Map<String, String> core() {
    var files = new LinkedHashMap<String, String>();
    CORE.forEach(name -> files.put(name, resource(name)));
    return files;
  }

  private Map<String, String> artifact(Arguments arguments) {
    var artifact = artifactId(arguments);
    if (artifact.equals(SupervisorArtifact.ID)) {
      return supervisor();
    }
    return artifacts
        .apply(artifact)
        .or(() ->
            artifacts.apply(
                new ArtifactId(ArtifactId.RUNTIME_JAVA, artifact.name(), artifact.version())))
        .map(found -> new TreeMap<>(found.protoSources()))
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
          "name: got \"%s\", want one or more of a-zA-Z0-9_-./".formatted(Arguments.shown(name)));
    }
    try {
      return new ArtifactId(ArtifactId.RUNTIME_BUILT_IN, name, Version.parse(version));
    } catch (IllegalArgumentException e) {
      throw invalid(
          "version: got \"%s\", want major.minor.patch".formatted(Arguments.shown(version)));
    }
  }

  private static ProblemException invalid(String detail) {
    return Problem.badRequest(Arguments.INVALID_QUERY, detail).exception();
  }

  private static Map<String, String> supervisor() {
    var files = new LinkedHashMap<String, String>();
    for (var name : SUPERVISOR) {
      files.put(name, resource(SUPERVISOR_FOLDER + name).replace(SUPERVISOR_FOLDER, ""));
    }
    return files;
  }

  /** Files of proto/wire and of Google's own messages, which lie beside their classes. */
  private static String resource(String name) {
    try (var stream = ProtoSourcesApi.class.getResourceAsStream("/" + name)) {
      if (stream == null) {
        throw new IllegalStateException(name + " is missing among our own files");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
