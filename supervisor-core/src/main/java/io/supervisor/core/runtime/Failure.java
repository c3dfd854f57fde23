package io.supervisor.core.runtime;

import io.supervisor.api.CallSite;
import io.supervisor.api.ExecutionError;
import java.util.List;

/**
 * Failure of a call and all that it called.
 *
 * @param error with runtime and innermost call site, unless no call site was reached
 * @param backtrace calls that the error passed through after that, innermost first
 */
public record Failure(ExecutionError error, List<CallSite> backtrace) {
  public Failure {
    backtrace = List.copyOf(backtrace);
  }
}
