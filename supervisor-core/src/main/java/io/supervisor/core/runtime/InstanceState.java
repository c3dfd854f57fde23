package io.supervisor.core.runtime;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.Version;
import java.util.Optional;

/**
 * What the chain knows of an instance. Source: lifecycle.md section 5, wire.md section 1.8.
 *
 * @param status empty only within the block that adds the instance
 * @param pendingStatus what the status becomes at the end of the block
 * @param explicitDataVersion version of the data where it is not that of the artifact
 */
public record InstanceState(
    InstanceSpec spec,
    Optional<InstanceStatus> status,
    Optional<InstanceStatus> pendingStatus,
    Optional<Version> explicitDataVersion) {

  public boolean isActive() {
    return status.filter(InstanceStatus.Active.class::isInstance).isPresent();
  }

  public Version dataVersion() {
    return explicitDataVersion.orElse(spec.artifact().version());
  }

  /** The artifact whose code runs the instance; empty while the data have another version. */
  public Optional<ArtifactId> associatedArtifact() {
    return explicitDataVersion.isEmpty() ? Optional.of(spec.artifact()) : Optional.empty();
  }

  /** Whether others may read its data, in the block that adds it also (lifecycle.md section 5). */
  public boolean isReadable() {
    return status.or(() -> pendingStatus).map(InstanceStatus::isReadable).orElse(false);
  }

  /** As it stands in error texts, {@code none} within the block that adds the instance. */
  public String statusWord() {
    return status.map(InstanceStatus::word).orElse("none");
  }

  InstanceState withPending(InstanceStatus pending) {
    return new InstanceState(spec, status, Optional.of(pending), explicitDataVersion);
  }

  /** The artifact whose version the data have from now on. */
  InstanceState withArtifact(InstanceSpec migrated) {
    return new InstanceState(migrated, status, pendingStatus, Optional.empty());
  }

  InstanceState withDataVersion(Version version) {
    return new InstanceState(spec, status, pendingStatus, Optional.of(version));
  }

  /** The pending status takes effect. */
  InstanceState settled() {
    return pendingStatus.isEmpty()
        ? this
        : new InstanceState(spec, pendingStatus, Optional.empty(), explicitDataVersion);
  }

  /** As a message. */
  public io.supervisor.wire.runtime.InstanceState toWire() {
    return LifecycleCodecs.toWire(this);
  }
}
