package io.supervisor.core.runtime;

import io.supervisor.api.CallException;
import io.supervisor.api.CallSite;
import io.supervisor.api.ErrorKind;
import io.supervisor.api.ExecutionError;
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
    var error = thrown instanceof CallException declared ? declared.error() : unexpected(thrown);
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

  private static ExecutionError unexpected(Throwable thrown) {
    return ExecutionError.of(ErrorKind.UNEXPECTED, 0, describe(thrown));
  }

  /** Code of services can fail even when asked for its message. */
  private static String describe(Throwable thrown) {
    try {
      var message = thrown.getMessage();
      return message == null ? thrown.getClass().getName() : message;
    } catch (Throwable again) {
      return thrown.getClass().getName();
    }
  }
}
