package io.supervisor.core.runtime;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.Hash;
import io.supervisor.api.Version;
import java.util.Optional;

/** Status of an instance. Source: lifecycle.md section 5. */
public sealed interface InstanceStatus {
  /** Handles transactions, calls and hooks. */
  record Active() implements InstanceStatus {}

  /** Neither code nor data can be reached. */
  record Stopped() implements InstanceStatus {}

  /** Data can be read, nothing else. */
  record Frozen() implements InstanceStatus {}

  /**
   * Data are being brought to another version; the old ones can be read.
   *
   * @param endVersion version of the data after the script
   * @param completedHash hash of the migrated data that the validators agreed on; empty until then
   * @param frozen whether the instance is frozen, not stopped, once the migration is over
   */
  record Migrating(
      ArtifactId target, Version endVersion, Optional<Hash> completedHash, boolean frozen)
      implements InstanceStatus {
    Migrating completed(Hash hash) {
      return new Migrating(target, endVersion, Optional.of(hash), frozen);
    }

    /** What the instance is once the migration is over. */
    InstanceStatus after() {
      return frozen ? InstanceStatus.frozen() : stopped();
    }
  }

  static InstanceStatus active() {
    return new Active();
  }

  static InstanceStatus stopped() {
    return new Stopped();
  }

  static InstanceStatus frozen() {
    return new Frozen();
  }

  /** As it stands in error texts. */
  default String word() {
    return switch (this) {
      case Active _ -> "active";
      case Stopped _ -> "stopped";
      case Frozen _ -> "frozen";
      case Migrating _ -> "migrating";
    };
  }

  /** Whether other services and clients may read the data of the instance. */
  default boolean isReadable() {
    return !(this instanceof Stopped);
  }
}
