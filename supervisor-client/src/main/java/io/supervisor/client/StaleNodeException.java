package io.supervisor.client;

/**
 * A node is behind: its newest block is older than one that this client has seen, or than it may
 * be. What it proves was true once. Another node, or the same one later, may do better.
 */
public final class StaleNodeException extends SupervisorException {
  private static final long serialVersionUID = 1;

  StaleNodeException(String message) {
    super(message, null);
  }
}
