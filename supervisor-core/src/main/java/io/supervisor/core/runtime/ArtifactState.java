package io.supervisor.core.runtime;

import java.util.Locale;

/** What the chain knows of an artifact. Source: lifecycle.md section 4, wire.md section 1.8. */
public record ArtifactState(byte[] deploySpec, Status status) {
  /** The order is that of the protobuf numbers. */
  public enum Status {
    /** Gone at the end of the block. */
    UNLOADING,
    /** Active at the end of the block. */
    DEPLOYING,
    ACTIVE;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public boolean isActive() {
    return status == Status.ACTIVE;
  }

  ArtifactState with(Status status) {
    return new ArtifactState(deploySpec, status);
  }

  /** As a message. */
  public io.supervisor.wire.runtime.ArtifactState toWire() {
    return LifecycleCodecs.toWire(this);
  }
}
