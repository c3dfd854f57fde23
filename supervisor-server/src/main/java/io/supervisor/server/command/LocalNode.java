package io.supervisor.server.command;

import io.supervisor.server.Main;
import io.supervisor.server.setup.LocalNetwork;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/** One node of a local network, as a process of its own with its pid and log in its folder. */
final class LocalNode {
  /** What a node says on its standard output once it takes part in the network. */
  static final String ACTIVE = "active";

  private static final String LOG = "node.log";
  private static final int LOG_LINES = 15;
  private static final Duration POLL = Duration.ofMillis(20);

  private final Path folder;
  private final Process process;
  private final CompletableFuture<Void> active = new CompletableFuture<>();

  private LocalNode(Path folder, Process process) {
    this.folder = folder;
    this.process = process;
  }

  /** Starts a node that does not run. */
  static LocalNode start(LocalNetwork network, int index, Optional<Path> services, boolean detach)
      throws IOException {
    var folder = network.nodeFolder(index);
    var command = new ArrayList<String>();
    if (detach) {
      // So that it outlives the terminal.
      setsid().ifPresent(command::add);
    }
    command.addAll(java());
    services.ifPresent(path -> command.addAll(List.of("--services", path.toString())));
    command.addAll(
        List.of(
            "run",
            "--node-config",
            network.nodeConfig(index).toString(),
            "--db-path",
            network.database(index).toString(),
            "--development",
            "--master-key-pass",
            "pass:"));
    var process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(folder.resolve(LOG).toFile()))
            .start();
    process.getOutputStream().close();
    RunningProcess.write(folder, process.toHandle());
    var node = new LocalNode(folder, process);
    Thread.ofPlatform().daemon().name("output-" + index).start(node::readOutput);
    return node;
  }

  private void readOutput() {
    try (var reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (var line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.equals(ACTIVE)) {
          active.complete(null);
        }
      }
      active.completeExceptionally(new IllegalStateException("the process has ended"));
    } catch (IOException e) {
      active.completeExceptionally(e);
    }
  }

  /** Completed when the node takes part; exceptionally, if it ends before. */
  CompletableFuture<Void> active() {
    return active;
  }

  CompletableFuture<Process> ended() {
    return process.onExit();
  }

  /** The end of the log, for people. */
  String lastWords() {
    var log = folder.resolve(LOG);
    try {
      var lines = Files.readAllLines(log);
      return log
          + ":\n"
          + String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
    } catch (IOException e) {
      return log + ": " + e.getMessage();
    }
  }

  /**
   * Asks to stop, and insists if that takes too long.
   *
   * @return those that run on all the same
   */
  static List<ProcessHandle> stop(List<ProcessHandle> processes, Duration patience) {
    processes.forEach(ProcessHandle::destroy);
    var stubborn = awaitEnd(processes, patience);
    stubborn.forEach(ProcessHandle::destroyForcibly);
    return awaitEnd(stubborn, patience);
  }

  /** Not by {@link ProcessHandle#onExit}, which waits for processes that nobody buries. */
  private static List<ProcessHandle> awaitEnd(List<ProcessHandle> processes, Duration patience) {
    var deadline = System.nanoTime() + patience.toNanos();
    var running = processes.stream().filter(RunningProcess::isRunning).toList();
    while (!running.isEmpty() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(POLL.toNanos());
      running = running.stream().filter(RunningProcess::isRunning).toList();
    }
    return running;
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /** This very program, with the flags that it was started with. */
  private static List<String> java() {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    return command;
  }

  private static Optional<String> setsid() {
    return List.of("/usr/bin/setsid", "/bin/setsid").stream()
        .filter(path -> Files.isExecutable(Path.of(path)))
        .findFirst();
  }
}
