package io.supervisor.cli;

import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Starts the command line. */
public final class Main {
  // Kept here, because loggers that nobody holds are forgotten with their level.
  private static final Logger GRPC_LOG = Logger.getLogger("io.grpc");

  private Main() {}

  public static void main(String[] arguments) {
    // What libraries format is not to depend on where the machine stands.
    Locale.setDefault(Locale.ROOT);
    GRPC_LOG.setLevel(Level.SEVERE);
    System.exit(SupervisorCommand.execute(arguments));
  }
}
