package io.supervisor.server.command;

import io.supervisor.server.config.ConfigException;
import io.supervisor.server.config.NodeConfig;
import io.supervisor.server.node.RestartMarks;
import io.supervisor.server.storage.journal.DataFolder;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "maintenance",
    description = "Works on the data of a stopped node.",
    mixinStandardHelpOptions = true,
    subcommands = {MaintenanceCommand.ClearCache.class, MaintenanceCommand.RestartMigration.class})
final class MaintenanceCommand implements Callable<Integer> {
  @Option(
      names = {"-c", "--node-config"},
      required = true,
      paramLabel = "NODE_CONFIG",
      description = "Configuration of the node.")
  Path config = Path.of("");

  @Option(
      names = {"-d", "--db-path"},
      required = true,
      paramLabel = "DB_PATH",
      description = "Data of the node; made if it does not exist.")
  Path database = Path.of("");

  @Override
  public Integer call() {
    throw new ConfigException("maintenance: want an action: clear-cache or restart-migration");
  }

  /** Makes sure that no node runs on the data, which are made if there are none. */
  private void requireStopped() {
    NodeConfig.read(config);
    DataFolder.open(database).close();
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
      Objects.requireNonNull(parent).requireStopped();
      System.out.println("nothing to clear");
      return 0;
    }
  }

  @Command(
      name = "restart-migration",
      description = {
        "Has the next start of the node give up what its migration scripts have come to for a",
        "service, and begin anew. For a node whose data differ from what the others agreed on."
      },
      mixinStandardHelpOptions = true)
  static final class RestartMigration implements Callable<Integer> {
    @ParentCommand @Nullable MaintenanceCommand parent;

    @Parameters(paramLabel = "SERVICE_NAME", description = "Whose migration.")
    String service = "";

    @Override
    public Integer call() {
      var maintenance = Objects.requireNonNull(parent);
      maintenance.requireStopped();
      try {
        new RestartMarks(maintenance.database.resolve(RestartMarks.FOLDER)).add(service);
      } catch (IllegalArgumentException e) {
        throw new ConfigException(String.valueOf(e.getMessage()), e);
      }
      System.out.println("the migration of " + service + " begins anew when the node starts");
      return 0;
    }
  }
}
