package io.supervisor.core.runtime;

import io.supervisor.api.Hash;
import org.jspecify.annotations.Nullable;

/**
 * The chain goes on with migrated data that this node does not have (yet): it executes no block
 * until it does.
 *
 * @param instance name of the instance
 * @param agreed hash of the data that the validators agreed on
 * @param own progress of this node; with a result that is another one, if the scripts came out
 *     differently here
 */
public record AwaitedMigration(String instance, Hash agreed, MigrationProgress own) {
  /** Whether there is nothing to tell people that was not true of an earlier state. */
  public boolean isAsBefore(@Nullable AwaitedMigration earlier) {
    return earlier != null
        && instance.equals(earlier.instance)
        && agreed.equals(earlier.agreed)
        && differs() == earlier.differs();
  }

  /** Whether waiting alone does not help. */
  public boolean differs() {
    return own.result().isPresent();
  }
}
