package io.supervisor.server.command;

import io.supervisor.server.config.ConfigException;
import io.supervisor.server.setup.Folders;
import io.supervisor.server.setup.LocalNetwork;
import io.supervisor.wire.supervisor.SupervisorMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
    name = "dev",
    description = "Runs a network on this machine, each node its own process.",
    mixinStandardHelpOptions = true)
final class DevCommand implements Callable<Integer> {
  private static final long START_TIMEOUT_SECONDS = 120;
  private static final long STOP_TIMEOUT_SECONDS = 20;

  @ParentCommand @Nullable ServerCommand parent;

  @Option(names = "--validators", paramLabel = "N", defaultValue = "4")
  int validators = 4;

  @Option(
      names = "--mode",
      paramLabel = "simple|decentralized",
      defaultValue = "decentralized",
      converter = GenerateTemplateCommand.Mode.class)
  SupervisorMode mode = SupervisorMode.DECENTRALIZED;

  @Option(names = "--auditors", paramLabel = "N", defaultValue = "0")
  int auditors;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      defaultValue = ".supervisor/dev",
      description = "Files of the nodes, kept between runs; default: ${DEFAULT-VALUE}.")
  Path folder = Path.of(".supervisor/dev");

  @Option(names = "--fresh", description = "Deletes the files of earlier runs first.")
  boolean fresh;

  @Option(
      names = "--port-offset",
      paramLabel = "K",
      defaultValue = "0",
      description = "Added to every port when the files are made.")
  int portOffset;

  @Option(names = "--detach", description = "Leaves the nodes running and returns.")
  boolean detach;

  @Option(names = "--stop", description = "Stops the nodes that run in DIR.")
  boolean stop;

  @Override
  public Integer call() throws IOException {
    var absolute = folder.toAbsolutePath().normalize();
    if (stop) {
      return stopNodes(absolute);
    }
    var services = Optional.ofNullable(parent).flatMap(ServerCommand::services);
    var network =
        new LocalNetwork(
            absolute,
            validators,
            auditors,
            mode,
            portOffset,
            services.map(path -> path.toAbsolutePath().normalize()));
    if (!running(absolute).isEmpty()) {
      throw new ConfigException(folder + ": nodes run here already; dev --stop stops them");
    }
    if (fresh) {
      clear(absolute);
    }
    if (!network.exists()) {
      System.out.println("setting up " + validators + " validators in " + folder);
      network.create();
    }
    return run(network, services);
  }

  private Integer run(LocalNetwork network, Optional<Path> services) throws IOException {
    var nodes = new ArrayList<LocalNode>();
    var stopAll =
        Thread.ofPlatform()
            .unstarted(() ->
                LocalNode.stop(
                    nodes.stream().map(LocalNode::handle).toList(), STOP_TIMEOUT_SECONDS));
    java.lang.Runtime.getRuntime().addShutdownHook(stopAll);
    for (int i = 0; i < network.nodes(); i++) {
      nodes.add(LocalNode.start(network, i, services, detach));
    }
    for (int i = 0; i < nodes.size(); i++) {
      awaitActive(i, nodes.get(i));
    }
    for (int i = 0; i < nodes.size(); i++) {
      System.out.println(describe(network, i));
    }
    System.out.println("ready");
    System.out.flush();
    if (detach) {
      java.lang.Runtime.getRuntime().removeShutdownHook(stopAll);
      return 0;
    }
    for (int i = 0; i < nodes.size(); i++) {
      int index = i;
      nodes
          .get(i)
          .ended()
          .thenAccept(process ->
              System.out.println("node " + index + " has ended with code " + process.exitValue()));
    }
    CompletableFuture.allOf(nodes.stream().map(LocalNode::ended).toArray(CompletableFuture[]::new))
        .join();
    return ServerCommand.FAILED;
  }

  private static void awaitActive(int index, LocalNode node) {
    try {
      node.active().orTimeout(START_TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      throw new ConfigException("node " + index + " does not start; " + node.lastWords(), e);
    }
  }

  private String describe(LocalNetwork network, int index) {
    var config = io.supervisor.server.config.NodeConfig.read(network.nodeConfig(index));
    var api = config.privateConfig().api();
    return "node %d (%s)  gRPC %s, private %s  HTTP %s, private %s"
        .formatted(
            index,
            index < validators ? "validator" : "auditor",
            text(api.publicGrpc()),
            text(api.privateGrpc()),
            text(api.publicHttp()),
            text(api.privateHttp()));
  }

  private static String text(Optional<?> address) {
    return address.map(Object::toString).orElse("off");
  }

  private Integer stopNodes(Path absolute) throws IOException {
    var processes = running(absolute);
    LocalNode.stop(processes, STOP_TIMEOUT_SECONDS);
    System.out.println("stopped " + processes.size() + " nodes");
    return 0;
  }

  private static List<ProcessHandle> running(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var entries = Files.list(folder)) {
      return entries
          .filter(entry -> Files.exists(entry.resolve(LocalNetwork.NODE_CONFIG)))
          .sorted()
          .flatMap(entry -> LocalNode.running(entry, entry.resolve(LocalNetwork.DATABASE)).stream())
          .toList();
    }
  }

  /** Only what an earlier run has made: a wrong DIR must not cost anybody his files. */
  private void clear(Path absolute) throws IOException {
    if (!Files.exists(absolute)) {
      return;
    }
    if (!Files.exists(absolute.resolve(LocalNetwork.TEMPLATE))) {
      try (var entries = Files.list(absolute)) {
        if (entries.findAny().isPresent()) {
          throw new ConfigException(folder + ": not deleted, no earlier run has made it");
        }
      }
    }
    Folders.delete(absolute);
  }
}
