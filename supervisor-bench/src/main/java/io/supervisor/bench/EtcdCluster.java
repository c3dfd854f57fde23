package io.supervisor.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Three etcd servers on loopback, for comparison: Debian's package etcd-server. */
final class EtcdCluster implements AutoCloseable {
  private static final int NODES = 3;

  private final List<Process> processes = new ArrayList<>();
  private final List<Integer> clientPorts;

  private EtcdCluster(List<Integer> clientPorts) {
    this.clientPorts = clientPorts;
  }

  static boolean isInstalled() {
    for (var folder : System.getenv("PATH").split(":")) {
      if (Files.isExecutable(Path.of(folder, "etcd"))) {
        return true;
      }
    }
    return false;
  }

  /** Starts the servers with their data, synced as etcd does by default, below the folder. */
  static EtcdCluster start(Path folder) throws IOException {
    var ports = freePorts(2 * NODES);
    var cluster = new EtcdCluster(ports.subList(0, NODES));
    var members =
        IntStream.range(0, NODES)
            .mapToObj(i -> "n" + i + "=http://127.0.0.1:" + ports.get(NODES + i))
            .collect(Collectors.joining(","));
    for (var i = 0; i < NODES; i++) {
      var client = "http://127.0.0.1:" + ports.get(i);
      var peer = "http://127.0.0.1:" + ports.get(NODES + i);
      cluster.processes.add(
          new ProcessBuilder(
                  "etcd",
                  "--name",
                  "n" + i,
                  "--data-dir",
                  folder.resolve("etcd" + i).toString(),
                  "--listen-client-urls",
                  client,
                  "--advertise-client-urls",
                  client,
                  "--listen-peer-urls",
                  peer,
                  "--initial-advertise-peer-urls",
                  peer,
                  "--initial-cluster",
                  members,
                  "--initial-cluster-state",
                  "new")
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("etcd" + i + ".log").toFile())
              .start());
    }
    return cluster;
  }

  List<String> targets() {
    return clientPorts.stream().map(port -> "127.0.0.1:" + port).toList();
  }

  List<Long> pids() {
    return processes.stream().map(Process::pid).toList();
  }

  @Override
  public void close() {
    processes.forEach(Process::destroy);
    for (var process : processes) {
      try {
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }

  private static List<Integer> freePorts(int count) throws IOException {
    var sockets = new ArrayList<ServerSocket>();
    try {
      for (var i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (var socket : sockets) {
        socket.close();
      }
    }
  }
}
