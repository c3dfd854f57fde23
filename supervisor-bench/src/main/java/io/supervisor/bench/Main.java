package io.supervisor.bench;

import java.util.Arrays;
import picocli.CommandLine;

/** The commands that put load on a cluster. */
public final class Main {
  private Main() {}

  /**
   * @param args {@code bench} or {@code train}, and its options
   */
  public static void main(String[] args) {
    var command =
        args.length > 0 && args[0].equals("train") ? new TrainCommand() : new BenchCommand();
    // The launcher passes its own word on.
    System.exit(new CommandLine(command).execute(Arrays.copyOfRange(args, 1, args.length)));
  }
}
