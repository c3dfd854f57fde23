package io.supervisor.testkit.simulation;

/** A law of the protocol does not hold. */
final class Broken extends AssertionError {
  private static final long serialVersionUID = 1;

  Broken(String law, String detail) {
    super(law + ": " + detail);
  }

  Broken(String law, Throwable cause) {
    super(law + ": " + cause, cause);
  }
}
