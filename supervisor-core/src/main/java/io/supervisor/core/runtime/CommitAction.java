package io.supervisor.core.runtime;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.ExecutionError;
import io.supervisor.api.InstanceId;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a node has to do once a block is committed, in the order of the list. Nothing of it touches
 * replicated state.
 */
public sealed interface CommitAction {
  /** Sign a transaction with the node's service key and put it into the pool. */
  record Broadcast(InstanceId instance, int method, byte[] arguments) implements CommitAction {}

  /**
   * Deploy in the background, once for each artifact and spec, then send the report. What was
   * deployed before counts as success, and is reported again.
   *
   * @param report from the error, if there was one; empty on auditors
   */
  record Deploy(
      ArtifactId artifact,
      byte[] spec,
      Function<Optional<ExecutionError>, Optional<Broadcast>> report)
      implements CommitAction {}

  /**
   * Deploy unless that is done. From the next block on the chain may use the artifact, so that a
   * node that fails here cannot execute further blocks until an operator helps.
   */
  record RequireDeployed(ArtifactId artifact, byte[] spec) implements CommitAction {}

  /** Let the code of an artifact go. */
  record Unload(ArtifactId artifact) implements CommitAction {}
}
