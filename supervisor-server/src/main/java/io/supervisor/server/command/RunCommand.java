package io.supervisor.server.command;

import io.supervisor.server.NodeOptions;
import io.supervisor.server.config.Address;
import io.supervisor.server.config.NodeConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(name = "run", description = "Runs a node.", mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  @ParentCommand @Nullable ServerCommand parent;

  @Option(
      names = {"-c", "--node-config"},
      required = true,
      paramLabel = "FILE",
      description = "Configuration of the node, as finalize writes it.")
  Path config = Path.of("");

  @Option(
      names = {"-d", "--db-path"},
      required = true,
      paramLabel = "DIR",
      description = "Data of the node; made if it does not exist.")
  Path database = Path.of("");

  @Option(
      names = "--public-api-address",
      paramLabel = "IP:PORT",
      converter = AddressOption.class,
      description = "Where public HTTP is served; default: as in FILE.")
  @Nullable Address publicHttp;

  @Option(
      names = "--private-api-address",
      paramLabel = "IP:PORT",
      converter = AddressOption.class,
      description = "Where private HTTP is served; default: as in FILE.")
  @Nullable Address privateHttp;

  @Option(
      names = "--artifacts-path",
      paramLabel = "DIR",
      description = "Where artifacts lie that administrators bring; default: in the database.")
  @Nullable Path artifacts;

  @Option(
      names = "--ejb-port",
      hidden = true,
      paramLabel = "PORT",
      description = "Taken because scripts for the original's Java binding give it.")
  @Nullable Integer javaPort;

  @Option(names = "--development", hidden = true, description = "What dev starts its nodes with.")
  boolean development;

  @Mixin PassphraseOption passphrase = new PassphraseOption();

  @Override
  public Integer call() throws IOException {
    var read = NodeConfig.read(config);
    if (javaPort != null) {
      System.err.println(
          "supervisor: --ejb-port is not used: Java services are asked through the node's own API");
    }
    var options =
        new NodeOptions(
            database,
            passphrase.get().read(System.getenv()),
            Optional.ofNullable(publicHttp),
            Optional.ofNullable(privateHttp),
            Optional.ofNullable(parent).flatMap(ServerCommand::services),
            Optional.ofNullable(artifacts),
            development);
    return NodeProcess.run(read, options);
  }
}
