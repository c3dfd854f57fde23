package io.supervisor.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/**
 * A network that {@code supervisor dev} of the installation runs, on free ports. Closing it stops
 * all of its nodes.
 */
final class LiveNetwork implements AutoCloseable {
  private static final Duration START_PATIENCE = Duration.ofMinutes(2);
  private static final int STOP_SECONDS = 30;
  private static final List<Integer> BASE_PORTS = List.of(6330, 7200, 7300, 8200, 8300);

  /** Ports of networks that this process has started or is about to start. */
  private static final Set<Integer> TAKEN = new HashSet<>();

  private final Process launcher;
  private final Path folder;
  private final int validators;
  private final int offset;

  private LiveNetwork(Process launcher, Path folder, int validators, int offset) {
    this.launcher = launcher;
    this.folder = folder;
    this.validators = validators;
    this.offset = offset;
  }

  /**
   * @param name of its folder
   * @param mode simple or decentralized
   * @param services folder of the services that ship with the nodes
   */
  static LiveNetwork start(String name, String mode, int validators, Path services)
      throws IOException {
    var folder = Places.TARGET.resolve("networks").resolve(name);
    var log = Files.createDirectories(folder.getParent()).resolve(name + ".log");
    var offset = freeOffset(validators);
    var process =
        new ProcessBuilder(
                Places.INSTALLATION.resolve("bin/supervisor").toString(),
                "--services",
                services.toString(),
                "dev",
                "--fresh",
                "--mode",
                mode,
                "--validators",
                String.valueOf(validators),
                "--dir",
                folder.toString(),
                "--port-offset",
                String.valueOf(offset))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    var network = new LiveNetwork(process, folder, validators, offset);
    try {
      Awaitility.await()
          .atMost(START_PATIENCE)
          .pollInterval(Duration.ofMillis(50))
          .failFast(() -> assertThat(process.isAlive()).as(() -> read(log)).isTrue())
          .until(() -> read(log).lines().anyMatch("ready"::equals));
      return network;
    } catch (RuntimeException | AssertionError e) {
      network.close();
      throw e;
    }
  }

  int validators() {
    return validators;
  }

  /** Public gRPC address of a node. */
  String grpc(int node) {
    return "127.0.0.1:" + port(7200, node);
  }

  /** Private gRPC address of a node. */
  String privateGrpc(int node) {
    return "127.0.0.1:" + port(7300, node);
  }

  /** Public HTTP address of a node. */
  URI http(int node) {
    return URI.create("http://127.0.0.1:" + publicHttpPort(node));
  }

  int publicHttpPort(int node) {
    return port(8200, node);
  }

  int privateHttpPort(int node) {
    return port(8300, node);
  }

  /** Public HTTP addresses of all nodes. */
  List<String> https() {
    return IntStream.range(0, validators).mapToObj(node -> http(node).toString()).toList();
  }

  /** Process of a node. */
  ProcessHandle process(int node) throws IOException {
    var pid = Long.parseLong(Files.readString(folder.resolve(node + "/pid")).strip());
    return ProcessHandle.of(pid).orElseThrow();
  }

  private int port(int base, int node) {
    return base + offset + node;
  }

  @Override
  public void close() {
    launcher.destroy();
    try {
      if (launcher.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    launcher.descendants().forEach(ProcessHandle::destroyForcibly);
    launcher.destroyForcibly();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static synchronized int freeOffset(int nodes) {
    var random = new Random();
    for (int attempt = 0; attempt < 100; attempt++) {
      int offset = 1_000 + random.nextInt(20_000);
      var ports =
          BASE_PORTS.stream()
              .flatMap(base -> IntStream.range(base + offset, base + offset + nodes).boxed())
              .toList();
      if (Collections.disjoint(TAKEN, ports) && ports.stream().allMatch(LiveNetwork::isFree)) {
        TAKEN.addAll(ports);
        return offset;
      }
    }
    throw new IllegalStateException("no free ports");
  }

  private static boolean isFree(int port) {
    try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
