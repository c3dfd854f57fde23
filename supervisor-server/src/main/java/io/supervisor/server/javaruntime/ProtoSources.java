package io.supervisor.server.javaruntime;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.service.ServiceArtifact;
import io.supervisor.core.supervisor.SupervisorArtifact;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Protobuf files for clients that make their messages at run time. Imports resolve: those of an
 * artifact within its own files and those of the framework. Source: rest.md section 6. Thread-safe.
 */
public final class ProtoSources {
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
  public ProtoSources(Function<ArtifactId, Optional<ServiceArtifact>> artifacts) {
    this.artifacts = artifacts;
  }

  /** Files of the framework, by the names under which they are imported. */
  public SequencedMap<String, String> framework() {
    var files = new LinkedHashMap<String, String>();
    CORE.forEach(name -> files.put(name, resource(name)));
    return files;
  }

  /** Files of an artifact, without the framework's; empty if this node does not have its code. */
  public Optional<SequencedMap<String, String>> of(ArtifactId artifact) {
    return artifact.equals(SupervisorArtifact.ID)
        ? Optional.of(supervisor())
        : artifacts
            .apply(artifact)
            .map(
                found -> Collections.unmodifiableSequencedMap(new TreeMap<>(found.protoSources())));
  }

  private static SequencedMap<String, String> supervisor() {
    var files = new LinkedHashMap<String, String>();
    for (var name : SUPERVISOR) {
      files.put(name, resource(SUPERVISOR_FOLDER + name).replace(SUPERVISOR_FOLDER, ""));
    }
    return files;
  }

  /** Files of proto/wire and of Google's own messages, which lie beside their classes. */
  private static String resource(String name) {
    try (var stream = ProtoSources.class.getResourceAsStream("/" + name)) {
      if (stream == null) {
        throw new IllegalStateException(name + " is missing among our own files");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
