package io.supervisor.core.runtime;

import io.supervisor.api.InstanceSpec;
import java.util.List;

/**
 * What came of the hooks after a commit.
 *
 * @param failures hooks that threw: for the operator, since they are recorded nowhere
 */
public record AfterCommit(List<CommitAction> actions, List<HookFailure> failures) {
  /** A service whose hook threw. */
  public record HookFailure(InstanceSpec service, Throwable thrown) {}

  public AfterCommit {
    actions = List.copyOf(actions);
    failures = List.copyOf(failures);
  }
}
