package io.supervisor.core.runtime;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.ExecutionError;
import io.supervisor.api.InstanceId;
import io.supervisor.api.service.CommitContext;
import io.supervisor.wire.runtime.MigrationStatus;
import java.util.Optional;
import java.util.function.Function;

/** What the supervisor alone may do after a commit. Source: supervisor.md sections 7.2, 8.2. */
public interface SupervisorCommitContext extends CommitContext {
  /**
   * The privileged view of a context.
   *
   * @throws IllegalStateException unless it belongs to the supervisor
   */
  static SupervisorCommitContext of(CommitContext context) {
    if (context instanceof SupervisorCommitContext privileged
        && context.instance().id().equals(InstanceId.SUPERVISOR)) {
      return privileged;
    }
    throw new IllegalStateException(
        "instance " + context.instance().id() + " is not the supervisor");
  }

  /**
   * Has the node deploy an artifact in the background and, if it is a validator, send the report.
   * Asking again for what is under way or done deploys nothing, and sends the report again.
   *
   * @param report from the error, if there was one, to the transaction
   */
  void deploy(
      ArtifactId artifact,
      byte[] spec,
      Function<Optional<ExecutionError>, CommitAction.Broadcast> report);

  /** What this node's script of a migration came to; empty while it runs. */
  Optional<MigrationStatus> localMigrationResult(String instanceName);
}
