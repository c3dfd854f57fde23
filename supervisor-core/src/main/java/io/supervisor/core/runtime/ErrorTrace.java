package io.supervisor.core.runtime;

import io.supervisor.api.CallException;
import io.supervisor.api.CallSite;
import io.supervisor.api.CoreError;
import io.supervisor.api.ErrorKind;
import io.supervisor.api.ExecutionError;
import io.supervisor.api.meter.BudgetExhausted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Follows an error from the call in which it arose outwards. Source: lifecycle.md section 7. */
final class ErrorTrace {
  private final List<CallSite> outer = new ArrayList<>();
  private @Nullable ExecutionError last;

  /** What a call threw becomes an error; where it has no runtime or call site, it gets this one. */
  ExecutionError leaving(Throwable thrown, int runtimeId, CallSite site) {
    var error = error(thrown);
    if (error == last) {
      outer.add(site);
      return error;
    }
    outer.clear();
    var located =
        new ExecutionError(
            error.kind(),
            error.code(),
            error.description(),
            error.runtimeId().isPresent() ? error.runtimeId() : OptionalInt.of(runtimeId),
            error.callSite().isPresent() ? error.callSite() : Optional.of(site));
    last = located;
    return located;
  }

  Failure failure(Throwable thrown, int runtimeId, CallSite site) {
    var error = leaving(thrown, runtimeId, site);
    return new Failure(error, outer);
  }

  private ExecutionError error(Throwable thrown) {
    return switch (thrown) {
      case CallException declared when declared.error() == last -> declared.error();
      case CallException declared -> legible(declared.error());
      case BudgetExhausted exhausted ->
          ExecutionError.of(
              ErrorKind.CORE,
              CoreError.BUDGET_EXHAUSTED.code(),
              String.valueOf(exhausted.getMessage()));
      default -> ExecutionError.of(ErrorKind.UNEXPECTED, 0, ErrorText.of(thrown));
    };
  }

  private static ExecutionError legible(ExecutionError error) {
    var description = ErrorText.of(error.description());
    return description.equals(error.description())
        ? error
        : new ExecutionError(
            error.kind(), error.code(), description, error.runtimeId(), error.callSite());
  }
}
