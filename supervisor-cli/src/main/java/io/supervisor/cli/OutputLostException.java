package io.supervisor.cli;

/** Standard output takes nothing any more: its disk is full, or who read it has gone. */
final class OutputLostException extends RuntimeException {
  private static final long serialVersionUID = 1;

  OutputLostException() {
    super("standard output cannot be written: its disk is full, or its reader has gone");
  }
}
