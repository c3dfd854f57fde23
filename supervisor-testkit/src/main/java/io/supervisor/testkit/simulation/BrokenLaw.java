package io.supervisor.testkit.simulation;

/** A law of the protocol does not hold. The message begins with the name of the law. */
public final class BrokenLaw extends AssertionError {
  private static final long serialVersionUID = 1;

  BrokenLaw(String law, String detail) {
    super(law + ": " + detail);
  }

  BrokenLaw(String law, Throwable cause) {
    super(law + ": " + cause, cause);
  }
}
