package io.supervisor.cli;

/** What was waited for has not come in time. */
final class TooLateException extends RuntimeException {
  private static final long serialVersionUID = 1;

  TooLateException(String message) {
    super(message);
  }
}
