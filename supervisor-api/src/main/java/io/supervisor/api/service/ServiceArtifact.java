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
   * How data of earlier versions become data of this one; asked for once, when the artifact is
   * deployed. A service can be resumed with this artifact only once its data are of this version.
   */
  default DataMigrations migrations() {
    return DataMigrations.none();
  }

  /**
   * Protobuf files of the artifact by name, for clients; {@code service.proto} is the one to begin
   * with.
   */
  default Map<String, String> protoSources() {
    return Map.of();
  }
}
