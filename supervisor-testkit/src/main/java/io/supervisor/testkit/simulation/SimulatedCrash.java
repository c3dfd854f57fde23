package io.supervisor.testkit.simulation;

/** The power fails while the node is at its disk. */
final class SimulatedCrash extends RuntimeException {
  private static final long serialVersionUID = 1;

  SimulatedCrash() {
    super("power cut", null, false, false);
  }
}
