package io.supervisor.client;

import org.jspecify.annotations.Nullable;

/** The node does not accept this client. Come with other credentials, or to another port. */
public final class NotAuthorisedException extends SupervisorException {
  private static final long serialVersionUID = 1;

  NotAuthorisedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
