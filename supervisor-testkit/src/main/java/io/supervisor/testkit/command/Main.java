package io.supervisor.testkit.command;

import io.supervisor.testkit.simulation.NodeParts;
import java.util.Arrays;
import picocli.CommandLine;

/** Starts {@code supervisor sim}. */
public final class Main {
  private Main() {}

  /**
   * @param args {@code sim}, and its options
   */
  public static void main(String[] args) {
    // The launcher passes its own word on.
    var options = Arrays.copyOfRange(args, Math.min(1, args.length), args.length);
    System.exit(new CommandLine(new SimCommand(NodeParts.SOUND)).execute(options));
  }
}
