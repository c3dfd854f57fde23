package io.supervisor.server;

import io.supervisor.server.command.ServerCommand;
import java.util.List;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** Starts the commands that a node and its set-up need; the others are the command line's. */
public final class Main {
  /**
   * What clients do wrong is told to them; a stack trace for each would let them fill the log.
   * Kept, because the log forgets the levels of loggers that nobody holds.
   */
  private static final List<Logger> QUIETED =
      Stream.of("NettyServerHandler", "NettyServerStream")
          .map(name -> Logger.getLogger("io.grpc.netty.shaded.io.grpc.netty." + name))
          .toList();

  private Main() {}

  public static void main(String[] arguments) {
    // What libraries format is not to depend on where the machine stands.
    Locale.setDefault(Locale.ROOT);
    QUIETED.forEach(logger -> logger.setLevel(Level.SEVERE));
    System.exit(ServerCommand.execute(arguments));
  }
}
