package io.supervisor.client;

import org.jspecify.annotations.Nullable;

/**
 * The node failed; its operator finds the cause by the error id in the message. Another node may do
 * better.
 */
public final class NodeFailedException extends SupervisorException {
  private static final long serialVersionUID = 1;

  NodeFailedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
