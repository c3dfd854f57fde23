package io.supervisor.cli;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Starts the command line. */
public final class Main {
  // Kept here, because loggers that nobody holds are forgotten with their level.
  private static final Logger GRPC_LOG = Logger.getLogger("io.grpc");

  private Main() {}

  public static void main(String[] arguments) {
    GRPC_LOG.setLevel(Level.SEVERE);
    System.exit(SupervisorCommand.execute(arguments));
  }
}
