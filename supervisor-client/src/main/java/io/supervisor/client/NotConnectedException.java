package io.supervisor.client;

import org.jspecify.annotations.Nullable;

/**
 * No node could be reached, or all that could are stopping. Try again later, or with other
 * endpoints.
 */
public final class NotConnectedException extends SupervisorException {
  private static final long serialVersionUID = 1;

  NotConnectedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
