package io.supervisor.client;

import org.jspecify.annotations.Nullable;

/**
 * There is no such block, transaction, instance, read or file, as far as this node knows. Ask for
 * something else.
 */
public final class NotFoundException extends SupervisorException {
  private static final long serialVersionUID = 1;

  NotFoundException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
