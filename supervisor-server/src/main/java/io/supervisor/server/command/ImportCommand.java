package io.supervisor.server.command;

import io.supervisor.api.Height;
import io.supervisor.server.ChainTakeover;
import io.supervisor.server.chainimport.ChainSources;
import io.supervisor.server.chainimport.Importing;
import io.supervisor.server.chainimport.IndexHashes;
import io.supervisor.server.config.ConfigException;
import io.supervisor.server.config.NodeConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
    name = "import",
    description = {
      "Takes over a chain of the original: verifies and executes every block, and leaves a data",
      "folder that run goes on with. Interrupted, it goes on where it was.",
      "Exit codes: 0 done, 1 error, 3 the chain differs here from what its validators decided."
    },
    mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
  private static final int DIFFERS = 3;

  @ParentCommand @Nullable ServerCommand parent;
  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--from",
      required = true,
      paramLabel = "URL|FILE",
      description = "Public HTTP address of a running node, or a file of its chain.")
  String from = "";

  @Option(
      names = "--genesis",
      required = true,
      paramLabel = "NODE_TOML",
      description = "Configuration of the node that is to go on: its public_config makes genesis.")
  Path config = Path.of("");

  @Option(
      names = "--dir",
      required = true,
      paramLabel = "DIR",
      description = "Data folder, as run --db-path takes it.")
  Path database = Path.of("");

  @Option(
      names = "--to",
      paramLabel = "HEIGHT",
      description = "Last block to take over; default: the last one of the source.")
  @Nullable Long to;

  @Option(
      names = "--indexes",
      paramLabel = "FILE",
      description = "Hashes of the original's indexes, to name the one that differs.")
  @Nullable Path indexes;

  @Option(
      names = "--artifacts-path",
      paramLabel = "DIR",
      description = "Where artifacts lie that administrators brought; default: in DIR.")
  @Nullable Path artifacts;

  @Override
  public Integer call() throws IOException {
    if (to != null && to < 0) {
      throw new ConfigException("--to: got " + to + ", want 0 or more");
    }
    if (indexes != null && !Files.isReadable(indexes)) {
      throw new ConfigException("--indexes: " + indexes + " cannot be read");
    }
    var options =
        new ChainTakeover.Options(
            database,
            Optional.ofNullable(parent).flatMap(ServerCommand::services),
            Optional.ofNullable(artifacts),
            to == null ? OptionalLong.empty() : OptionalLong.of(to),
            Optional.ofNullable(indexes).map(IndexHashes::new));
    var out = spec.commandLine().getOut();
    var read = NodeConfig.read(config);
    try (var source = ChainSources.open(from)) {
      return switch (new ChainTakeover(read, options, new Told(out)).run(source)) {
        case Importing.End.Done(var height) -> {
          out.println("done: the data folder " + database + " has the chain up to block " + height);
          yield 0;
        }
        case Importing.End.Differs(var report) -> {
          spec.commandLine().getErr().println("supervisor: " + report);
          yield DIFFERS;
        }
      };
    }
  }

  /** Says where it stands, once a second. */
  private static final class Told implements ChainTakeover.Progress {
    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final PrintWriter out;
    private long toldNanos = System.nanoTime() - PERIOD_NANOS;
    private long toldHeight = -1;

    Told(PrintWriter out) {
      this.out = out;
    }

    @Override
    public void at(Height height, OptionalLong last) {
      long now = System.nanoTime();
      if (now - toldNanos < PERIOD_NANOS) {
        return;
      }
      boolean ahead = last.isPresent() && last.getAsLong() >= height.value();
      var of = ahead ? " of " + last.getAsLong() : "";
      var speed =
          toldHeight < 0
              ? ""
              : String.format(
                  Locale.ROOT,
                  ", %.0f blocks/s",
                  (height.value() - toldHeight) * 1e9 / (now - toldNanos));
      out.println("block " + height + of + speed);
      out.flush();
      toldNanos = now;
      toldHeight = height.value();
    }
  }
}
