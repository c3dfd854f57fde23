package io.supervisor.cli.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Four validators in decentralized mode, as {@code supervisor dev} runs them. Closing it stops all
 * of them.
 */
public final class DevCluster implements AutoCloseable {
  public static final int VALIDATORS = 4;

  private static final int GRPC_PUBLIC_PORT = 7200;
  private static final int GRPC_PRIVATE_PORT = 7300;
  private static final int STOP_SECONDS = 30;

  private final Path home;
  private final Path folder;
  private final int portOffset;
  private final Process launcher;
  private final Map<Integer, Process> restarted = new TreeMap<>();

  private DevCluster(Path home, Path folder, int portOffset, Process launcher) {
    this.home = home;
    this.folder = folder;
    this.portOffset = portOffset;
    this.launcher = launcher;
  }

  /**
   * Starts a fresh cluster and waits until it is ready.
   *
   * @param home of the installation
   * @param folder for the files of the nodes; what an earlier cluster left there is deleted
   * @param portOffset added to all ports
   * @param services folder of service JARs for the built-in runtime
   */
  public static DevCluster start(Path home, Path folder, int portOffset, Optional<Path> services)
      throws IOException {
    return start(home, folder, portOffset, services, Map.of());
  }

  /**
   * As {@link #start(Path, Path, int, Optional)}.
   *
   * @param environment variables for the launcher, besides those of this process
   */
  public static DevCluster start(
      Path home,
      Path folder,
      int portOffset,
      Optional<Path> services,
      Map<String, String> environment)
      throws IOException {
    var command = new ArrayList<String>();
    command.add(home.resolve("bin/supervisor").toString());
    services.ifPresent(path -> command.addAll(List.of("--services", path.toString())));
    command.addAll(
        List.of(
            "dev",
            "--fresh",
            "--dir",
            folder.toString(),
            "--validators",
            String.valueOf(VALIDATORS),
            "--port-offset",
            String.valueOf(portOffset)));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    var process = builder.start();
    var cluster = new DevCluster(home, folder, portOffset, process);
    var seen = new ArrayList<String>();
    // Not closed: the launcher goes on printing, and its pipe has to stay open.
    var output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (var line = output.readLine(); line != null; line = output.readLine()) {
      seen.add(line);
      if (line.strip().equals("ready")) {
        drain(output);
        return cluster;
      }
    }
    cluster.close();
    throw new IOException("the cluster did not start: " + String.join(" | ", seen));
  }

  private static void drain(BufferedReader output) {
    Thread.ofVirtual()
        .start(() -> {
          try {
            output.transferTo(Writer.nullWriter());
          } catch (IOException e) {
            // The launcher has ended, and its pipe with it: there is nothing more to read.
            return;
          }
        });
  }

  /** Public gRPC address of each node. */
  public List<String> publicTargets() {
    return IntStream.range(0, VALIDATORS).mapToObj(this::publicTarget).toList();
  }

  public String publicTarget(int node) {
    return "127.0.0.1:" + (GRPC_PUBLIC_PORT + node + portOffset);
  }

  public String privateTarget(int node) {
    return "127.0.0.1:" + (GRPC_PRIVATE_PORT + node + portOffset);
  }

  /** Configuration file of a node. */
  public Path nodeConfig(int node) {
    return folder.resolve(String.valueOf(node)).resolve("node.toml");
  }

  /** The processes of the nodes that the launcher has started and that still live. */
  public List<Long> pids() {
    return launcher.children().map(ProcessHandle::pid).toList();
  }

  /** Ends a node with SIGKILL, and waits until it is gone. */
  public void kill(int node) throws IOException {
    var pid = Long.parseLong(Files.readString(folder.resolve(node + "/pid")).strip());
    var process =
        ProcessHandle.of(pid)
            .orElseThrow(() -> new IOException("node " + node + " (" + pid + ") does not live"));
    process.destroyForcibly();
    process.onExit().join();
  }

  /** Starts a killed node again, as its administrator would. */
  public void restart(int node) throws IOException {
    restart(node, Map.of());
  }

  /**
   * As {@link #restart(int)}.
   *
   * @param environment variables for the node, besides those of this process
   */
  public void restart(int node, Map<String, String> environment) throws IOException {
    var log = folder.resolve(node + "/restarted.log").toFile();
    var builder =
        new ProcessBuilder(
            home.resolve("bin/supervisor").toString(),
            "run",
            "-c",
            nodeConfig(node).toString(),
            "-d",
            folder.resolve(node + "/db").toString(),
            "--master-key-pass",
            "pass");
    builder.environment().putAll(environment);
    restarted.put(node, builder.redirectErrorStream(true).redirectOutput(log).start());
  }

  /** Asks a restarted node to stop, and waits until it has; after that time it is killed. */
  public void stop(int node, Duration patience) throws InterruptedException {
    var process = Objects.requireNonNull(restarted.remove(node), "not restarted");
    process.destroy();
    if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
      kill(process);
    }
  }

  @Override
  public void close() {
    var processes = new ArrayList<>(restarted.values());
    processes.add(launcher);
    processes.forEach(Process::destroy);
    for (var process : processes) {
      try {
        if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
          kill(process);
        }
      } catch (InterruptedException e) {
        kill(process);
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
