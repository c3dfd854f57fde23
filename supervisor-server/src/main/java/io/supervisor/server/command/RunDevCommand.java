package io.supervisor.server.command;

import io.supervisor.server.NodeOptions;
import io.supervisor.server.config.Address;
import io.supervisor.server.config.NodeConfig;
import io.supervisor.server.setup.Finalizing;
import io.supervisor.server.setup.Folders;
import io.supervisor.server.setup.SingleNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "run-dev",
    description = "Runs a network of one validator, set up at the first start.",
    mixinStandardHelpOptions = true)
final class RunDevCommand implements Callable<Integer> {
  @ParentCommand @Nullable ServerCommand parent;

  @Option(
      names = {"-p", "--blockchain-path"},
      required = true,
      paramLabel = "DIR",
      description = "Files of the node, kept between runs.")
  Path folder = Path.of("");

  @Option(
      names = "--public-api-address",
      paramLabel = "IP:PORT",
      defaultValue = "127.0.0.1:8080",
      converter = AddressOption.class,
      description =
          "Where public HTTP is served, when the files are made; default: ${DEFAULT-VALUE}.")
  Address publicHttp = new Address("127.0.0.1", 8080);

  @Option(
      names = "--private-api-address",
      paramLabel = "IP:PORT",
      defaultValue = "127.0.0.1:8081",
      converter = AddressOption.class,
      description =
          "Where private HTTP is served, when the files are made; default: ${DEFAULT-VALUE}.")
  Address privateHttp = new Address("127.0.0.1", 8081);

  @Option(
      names = "--grpc-public-address",
      paramLabel = "IP:PORT",
      defaultValue = "127.0.0.1:7200",
      converter = AddressOption.class,
      description =
          "Where public gRPC is served, when the files are made; default: ${DEFAULT-VALUE}.")
  Address publicGrpc = new Address("127.0.0.1", 7200);

  @Option(
      names = "--grpc-private-address",
      paramLabel = "IP:PORT",
      defaultValue = "127.0.0.1:7300",
      converter = AddressOption.class,
      description =
          "Where administrators are served, when the files are made; default: ${DEFAULT-VALUE}.")
  Address privateGrpc = new Address("127.0.0.1", 7300);

  @Option(names = "--clean", description = "Deletes DIR first, if it holds a database.")
  boolean clean;

  @Override
  public Integer call() throws IOException {
    var config = prepare();
    var options =
        new NodeOptions(
            database(),
            new char[0],
            Optional.empty(),
            Optional.empty(),
            services(),
            Optional.empty(),
            true);
    return NodeProcess.run(NodeConfig.read(config), options);
  }

  /** Makes the files that are not there; returns node.toml. */
  Path prepare() throws IOException {
    if (clean && Files.isDirectory(database())) {
      Folders.delete(folder);
    }
    return SingleNode.create(
        folder.resolve("config"),
        new Finalizing(
            Optional.of(publicHttp),
            Optional.of(privateHttp),
            Optional.of(publicGrpc),
            Optional.of(privateGrpc),
            Optional.of("*"),
            Optional.empty(),
            services()));
  }

  private Path database() {
    return folder.resolve("db");
  }

  private Optional<Path> services() {
    return Optional.ofNullable(parent).flatMap(ServerCommand::services);
  }
}
