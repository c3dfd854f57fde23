package io.supervisor.core.runtime;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.CallException;
import io.supervisor.api.CoreError;
import io.supervisor.core.runtime.BlockChanges.ArtifactChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * States of artifacts: absent, deploying, active, unloading, absent. Source: lifecycle.md section
 * 4.
 */
final class Artifacts {
  private final DispatcherSchema schema;

  Artifacts(DispatcherSchema schema) {
    this.schema = schema;
  }

  /** Adds an artifact; what it was {@code absent} turns to the given status. */
  void add(ArtifactId artifact, byte[] deploySpec, ArtifactState.Status status) {
    if (schema.artifacts().contains(artifact)) {
      throw new IllegalStateException("Cannot deploy artifact `" + artifact + "` twice");
    }
    schema.artifacts().put(artifact, new ArtifactState(deploySpec, status));
    if (status != ArtifactState.Status.ACTIVE) {
      schema.pendingArtifacts().add(artifact);
    }
  }

  /** Throws if {@link #unload} would, and changes nothing. */
  ArtifactState checkUnload(ArtifactId artifact) {
    var state =
        schema
            .artifacts()
            .get(artifact)
            .orElseThrow(() ->
                CallException.core(
                    CoreError.ARTIFACT_NOT_DEPLOYED,
                    "Requested to unload artifact `" + artifact + "`, which is not deployed"));
    if (!state.isActive()) {
      throw CallException.core(
          CoreError.ARTIFACT_NOT_DEPLOYED,
          "Requested to unload artifact `"
              + artifact
              + "`, which has non-active status: "
              + state.status().word());
    }
    for (var instance : schema.instances().entries()) {
      checkNotUsed(artifact, instance.getValue());
    }
    return state;
  }

  /** Build metadata does not count when artifacts are compared (wire.md section 1.4). */
  private static void checkNotUsed(ArtifactId artifact, InstanceState instance) {
    if (instance.associatedArtifact().filter(current -> isSame(current, artifact)).isPresent()) {
      throw inUse(artifact, instance, "the current artifact");
    }
    if (instance.pendingStatus().or(instance::status).orElse(null)
            instanceof InstanceStatus.Migrating migrating
        && isSame(migrating.target(), artifact)) {
      throw inUse(artifact, instance, "the data migration target");
    }
  }

  private static boolean isSame(ArtifactId left, ArtifactId right) {
    return left.runtimeId() == right.runtimeId()
        && left.name().equals(right.name())
        && left.version().compareTo(right.version()) == 0;
  }

  private static CallException inUse(ArtifactId artifact, InstanceState instance, String as) {
    return CallException.core(
        CoreError.CANNOT_UNLOAD_ARTIFACT,
        "Cannot unload artifact `"
            + artifact
            + "`: service "
            + Instances.describe(instance.spec())
            + " references it as "
            + as);
  }

  void unload(ArtifactId artifact) {
    var state = checkUnload(artifact);
    schema.artifacts().put(artifact, state.with(ArtifactState.Status.UNLOADING));
    schema.pendingArtifacts().add(artifact);
  }

  /** End of the block: deploying ones become active, unloading ones absent. */
  List<ArtifactChange> settle() {
    var artifacts = schema.artifacts();
    var changes = new ArrayList<ArtifactChange>();
    for (var artifact : schema.pendingArtifacts()) {
      var state = artifacts.get(artifact).orElseThrow();
      if (state.status() == ArtifactState.Status.UNLOADING) {
        changes.add(new ArtifactChange(artifact, Optional.empty()));
      } else {
        changes.add(new ArtifactChange(artifact, Optional.of(state.deploySpec())));
      }
    }
    for (var change : changes) {
      if (change.deploySpec().isPresent()) {
        artifacts.put(
            change.artifact(),
            new ArtifactState(change.deploySpec().get(), ArtifactState.Status.ACTIVE));
      } else {
        artifacts.remove(change.artifact());
      }
    }
    if (!changes.isEmpty()) {
      schema.pendingArtifacts().clear();
    }
    return changes;
  }
}
