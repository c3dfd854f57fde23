package io.supervisor.server.command;

import io.supervisor.server.config.ConfigException;
import io.supervisor.server.config.NodeConfig;
import io.supervisor.server.storage.journal.DataFolder;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "maintenance",
    description = "Works on the data of a stopped node.",
    mixinStandardHelpOptions = true,
    subcommands = MaintenanceCommand.ClearCache.class)
final class MaintenanceCommand implements Callable<Integer> {
  @Option(
      names = {"-c", "--node-config"},
      required = true,
      paramLabel = "NODE_CONFIG")
  Path config = Path.of("");

  @Option(
      names = {"-d", "--db-path"},
      required = true,
      paramLabel = "DB_PATH")
  Path database = Path.of("");

  @Override
  public Integer call() {
    throw new ConfigException("maintenance: want an action: clear-cache");
  }

  /** For scripts written for the original, whose stored votes could keep a node from starting. */
  @Command(
      name = "clear-cache",
      description = {
        "Checks that the node does not run, and changes nothing: votes that are not decided yet",
        "are kept, because a validator that forgets them could contradict itself."
      },
      mixinStandardHelpOptions = true)
  static final class ClearCache implements Callable<Integer> {
    @ParentCommand @Nullable MaintenanceCommand parent;

    @Override
    public Integer call() {
      var options = java.util.Objects.requireNonNull(parent);
      NodeConfig.read(options.config);
      DataFolder.open(options.database).close();
      System.out.println("nothing to clear");
      return 0;
    }
  }
}
