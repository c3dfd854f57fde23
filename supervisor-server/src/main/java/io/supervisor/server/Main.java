package io.supervisor.server;

import io.supervisor.server.command.ServerCommand;

/** Starts the commands that a node and its set-up need; the others are the command line's. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(ServerCommand.execute(arguments));
  }
}
