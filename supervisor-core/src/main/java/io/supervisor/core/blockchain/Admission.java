package io.supervisor.core.blockchain;

import io.supervisor.api.CallException;
import io.supervisor.api.CoreError;
import io.supervisor.api.ExecutionError;
import io.supervisor.api.InstanceId;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.core.merkledb.KeyValueView;
import io.supervisor.core.merkledb.Snapshot;
import io.supervisor.core.runtime.DispatcherSchema;
import io.supervisor.core.runtime.InstanceState;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which transactions may wait in the pool and stand in the next block: those to instances that are
 * active in a committed state. Proposals are checked by the same rule, against the state before
 * their block, so that all nodes agree. Source: lifecycle.md section 5.
 *
 * <p>Holds for one state and remembers what it looked up; for one thread.
 */
public final class Admission {
  /** Bounds what a stream of transactions to instances that do not exist can make us remember. */
  private static final int INSTANCES_MAX = 4_096;

  private final DispatcherSchema schema;
  private final Map<InstanceId, Optional<ExecutionError>> known = new HashMap<>();

  private Admission(Snapshot state) {
    this.schema = new DispatcherSchema(state.access(""));
  }

  /** The rule as it stands after the block that left this state. */
  public static Admission of(KeyValueView state) {
    return new Admission(new Snapshot(state));
  }

  /** Why the transaction is refused: {@code core:6} or {@code core:7}. Empty if it is not. */
  public Optional<ExecutionError> check(VerifiedTransaction transaction) {
    return check(transaction.instance());
  }

  /** Why transactions to an instance are refused. */
  public Optional<ExecutionError> check(InstanceId instance) {
    if (known.size() >= INSTANCES_MAX) {
      known.clear();
    }
    return known.computeIfAbsent(instance, this::lookUp);
  }

  private Optional<ExecutionError> lookUp(InstanceId id) {
    var instance = schema.instance(id);
    if (instance.isEmpty()) {
      return Optional.of(
          CallException.core(
                  CoreError.INCORRECT_INSTANCE_ID,
                  "Cannot dispatch transaction to unknown service with ID " + id)
              .error());
    }
    return instance.filter(state -> !state.isActive()).map(Admission::notActive);
  }

  private static ExecutionError notActive(InstanceState state) {
    return CallException.core(
            CoreError.SERVICE_NOT_ACTIVE,
            "Cannot dispatch transaction to non-active service `"
                + state.spec().id()
                + ":"
                + state.spec().name()
                + "` (status: "
                + state.statusWord()
                + ")")
        .error();
  }
}
