package io.supervisor.server.command;

import io.supervisor.server.config.Address;
import io.supervisor.server.config.ConfigException;
import io.supervisor.server.config.Listener;
import io.supervisor.server.config.NodeConfig;
import io.supervisor.server.setup.Folders;
import io.supervisor.server.setup.LocalNetwork;
import io.supervisor.wire.supervisor.SupervisorMode;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
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

  /** As many as fit between the public and the private ports. */
  private static final int NODES_MAX = 100;

  private static final int PORT_OFFSET_MAX = 50_000;
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);

  @ParentCommand @Nullable ServerCommand parent;

  @Option(
      names = "--validators",
      paramLabel = "N",
      defaultValue = "4",
      description = "Validators; default: ${DEFAULT-VALUE}.")
  int validators = 4;

  @Option(
      names = "--mode",
      paramLabel = "simple|decentralized",
      defaultValue = "decentralized",
      converter = GenerateTemplateCommand.Mode.class,
      description =
          "Whether one administrator decides or most have to agree; default: ${DEFAULT-VALUE}.")
  SupervisorMode mode = SupervisorMode.DECENTRALIZED;

  @Option(
      names = "--auditors",
      paramLabel = "N",
      defaultValue = "0",
      description = "Nodes that follow without a vote; default: ${DEFAULT-VALUE}.")
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
      description =
          "Added to every port when the files are made; default: 0. Kept with them: the supervisor"
              + " command's --node reads it there.")
  @Nullable Integer portOffset;

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
    checkNumbers();
    var network =
        new LocalNetwork(
            absolute,
            validators,
            auditors,
            mode,
            portOffset == null ? 0 : portOffset,
            services.map(path -> path.toAbsolutePath().normalize()));
    if (!running(absolute).isEmpty()) {
      throw new ConfigException(folder + ": nodes run here already; dev --stop stops them");
    }
    var isNew = fresh || !network.exists();
    if (!isNew && portOffset != null && !network.hasItsPorts()) {
      throw new ConfigException(
          String.format(
              Locale.ROOT,
              "%s: made with another --port-offset than %d; without the option its own ports are used, --fresh starts anew",
              folder,
              portOffset));
    }
    checkPorts(network, isNew);
    if (fresh) {
      clear(absolute);
    }
    if (isNew) {
      System.out.println("setting up " + validators + " validators in " + folder);
      network.create();
    }
    return run(network, services);
  }

  private void checkNumbers() {
    check("--validators", validators, 1, NODES_MAX);
    check("--auditors", auditors, 0, NODES_MAX - validators);
    if (portOffset != null) {
      check("--port-offset", portOffset, 0, PORT_OFFSET_MAX);
    }
  }

  private static void check(String option, int got, int least, int most) {
    if (got < least || got > most) {
      throw new ConfigException(
          String.format(Locale.ROOT, "%s: got %d, want %d to %d", option, got, least, most));
    }
  }

  /** Before anything is deleted, made or started; who takes a port later is told of by the node. */
  private static void checkPorts(LocalNetwork network, boolean isNew) {
    for (int i = 0; i < network.nodes(); i++) {
      var listeners =
          isNew
              ? network.ports(i).listeners()
              : NodeConfig.read(network.nodeConfig(i)).privateConfig().listeners();
      for (var listener : new TreeMap<>(listeners).entrySet()) {
        checkPort(i, listener.getKey(), listener.getValue());
      }
    }
  }

  private static void checkPort(int node, Listener listener, Address address) {
    try (var probe = new ServerSocket()) {
      probe.setReuseAddress(true); // as the servers do: connections of the last run may linger
      probe.bind(address.resolve());
    } catch (IOException e) {
      throw new ConfigException(
          String.format(
              Locale.ROOT,
              "node %d: %s cannot listen on %s: %s; stop what uses that port (another network: dev --stop --dir DIR), or use others: dev --dir DIR --port-offset K",
              node,
              listener.text(),
              address,
              e.getMessage()),
          e);
    }
  }

  private Integer run(LocalNetwork network, Optional<Path> services) throws IOException {
    var nodes = new ArrayList<LocalNode>();
    var stopAll =
        Thread.ofPlatform()
            .unstarted(() ->
                LocalNode.stop(nodes.stream().map(LocalNode::handle).toList(), STOP_PATIENCE));
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
    var isStopped = nodes.stream().allMatch(node -> node.ended().join().exitValue() == 0);
    return isStopped ? 0 : ServerCommand.FAILED;
  }

  private static void awaitActive(int index, LocalNode node) {
    try {
      node.active().orTimeout(START_TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      throw new ConfigException("node " + index + " does not start; " + node.lastWords(), e);
    }
  }

  private String describe(LocalNetwork network, int index) {
    var config = NodeConfig.read(network.nodeConfig(index));
    var api = config.privateConfig().api();
    return String.format(
        Locale.ROOT,
        "node %d (%s)  gRPC %s, private %s  HTTP %s, private %s",
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
    if (processes.isEmpty()) {
      System.out.println("no nodes run in " + folder);
      return 0;
    }
    var left = LocalNode.stop(processes, STOP_PATIENCE);
    if (!left.isEmpty()) {
      var pids = left.stream().map(ProcessHandle::pid).toList();
      throw new ConfigException(folder + ": these processes do not end: " + pids);
    }
    System.out.println("stopped " + processes.size() + " nodes");
    return 0;
  }

  private static List<ProcessHandle> running(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var entries = Files.list(folder)) {
      return entries
          .filter(Files::isDirectory)
          .sorted()
          .flatMap(entry -> RunningProcess.find(entry).stream())
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
