package io.supervisor.testkit;

import io.supervisor.api.ExecutionError;
import java.util.Optional;

/** What came of a call. */
public sealed interface CallResult {
  /** What {@link #code} says of a success. */
  String OK = "ok";

  /** The call did what it was asked for. */
  record Success() implements CallResult {}

  /** The call failed, and changed nothing. */
  record Failure(ExecutionError cause) implements CallResult {}

  static CallResult of(Optional<ExecutionError> error) {
    return error.<CallResult>map(Failure::new).orElseGet(Success::new);
  }

  /** {@code ok}, or the code of the error, such as {@code service:2}. */
  default String code() {
    return error().map(ExecutionError::codeText).orElse(OK);
  }

  default boolean isSuccess() {
    return this instanceof Success;
  }

  default Optional<ExecutionError> error() {
    return this instanceof Failure(var cause) ? Optional.of(cause) : Optional.empty();
  }

  /**
   * Goes on if the call succeeded.
   *
   * @throws IllegalStateException with code and description, if it failed
   */
  default void orElseThrow() {
    error()
        .ifPresent(error -> {
          throw new IllegalStateException(error.codeText() + ": " + error.description());
        });
  }
}
