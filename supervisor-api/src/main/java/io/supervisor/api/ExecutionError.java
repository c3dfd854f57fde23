package io.supervisor.api;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Recorded failure of a call. Source: wire.md section 1.7, lifecycle.md section 7.
 *
 * @param code 0 to 255, and 0 for {@link ErrorKind#UNEXPECTED}
 * @param description for people; in no hash, except where the supervisor stores it
 * @param runtimeId unsigned 32-bit
 */
public record ExecutionError(
    ErrorKind kind,
    int code,
    String description,
    OptionalInt runtimeId,
    Optional<CallSite> callSite) {
  public ExecutionError {
    if (code < 0 || code > 255 || kind == ErrorKind.UNEXPECTED && code != 0) {
      throw new IllegalArgumentException(
          "code of kind " + kind + ": got " + code + ", want 0 to 255, 0 for UNEXPECTED");
    }
  }

  /** Without runtime and call site, which the dispatcher adds. */
  public static ExecutionError of(ErrorKind kind, int code, String description) {
    return new ExecutionError(kind, code, description, OptionalInt.empty(), Optional.empty());
  }

  public ExecutionError in(int runtimeId, CallSite site) {
    return new ExecutionError(
        kind, code, description, OptionalInt.of(runtimeId), Optional.of(site));
  }

  /** {@code service:17}, or {@code unexpected}. */
  public String codeText() {
    return kind == ErrorKind.UNEXPECTED ? kind.word() : kind.word() + ":" + code;
  }
}
