package io.supervisor.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The node has no room now. Try again after {@link #retryAfter}. */
public final class OverloadedException extends SupervisorException {
  private static final long serialVersionUID = 1;

  private final Duration retryAfter;

  OverloadedException(String message, Duration retryAfter, @Nullable Throwable cause) {
    super(message, cause);
    this.retryAfter = retryAfter;
  }

  public Duration retryAfter() {
    return retryAfter;
  }
}
