package io.supervisor.cli;

/** The network decided against what was asked for. */
final class RejectedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  RejectedException(String message) {
    super(message);
  }

  RejectedException(String message, RuntimeException cause) {
    super(message, cause);
  }
}
