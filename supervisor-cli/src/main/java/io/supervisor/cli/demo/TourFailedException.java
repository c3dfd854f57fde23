package io.supervisor.cli.demo;

/** A step of the tour did not show what it should. */
final class TourFailedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  TourFailedException(String message) {
    super(message);
  }
}
