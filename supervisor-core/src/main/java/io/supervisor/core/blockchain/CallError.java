package io.supervisor.core.blockchain;

import io.supervisor.api.CallInBlock;
import io.supervisor.api.CallSite;
import io.supervisor.api.ExecutionError;
import java.util.List;

/**
 * Failed call of a block.
 *
 * @param backtrace calls that the error passed through after its own call site, innermost first;
 *     kept nowhere
 */
public record CallError(CallInBlock call, ExecutionError error, List<CallSite> backtrace) {
  public CallError {
    backtrace = List.copyOf(backtrace);
  }
}
