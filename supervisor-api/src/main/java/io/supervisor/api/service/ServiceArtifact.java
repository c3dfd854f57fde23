package io.supervisor.api.service;

import io.supervisor.api.InstanceSpec;
import java.util.Map;

/**
 * Entry point of an artifact, found by {@link java.util.ServiceLoader}: exactly one in a JAR. Name
 * and version of the artifact stand in the JAR's manifest, as {@code Supervisor-Artifact-Name} and
 * {@code Supervisor-Artifact-Version}.
 */
public interface ServiceArtifact {
  /**
   * Makes the object of an instance. It may be made several times, also for instances that never
   * come to be.
   */
  Service create(InstanceSpec instance);

  /**
   * Protobuf files of the artifact by name, for clients; {@code service.proto} is the one to begin
   * with.
   */
  default Map<String, String> protoSources() {
    return Map.of();
  }
}
