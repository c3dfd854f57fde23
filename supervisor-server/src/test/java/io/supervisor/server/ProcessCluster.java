package io.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.supervisor.rpc.v1.GetLedgerStatusRequest;
import io.supervisor.rpc.v1.LedgerServiceGrpc;
import io.supervisor.server.config.Address;
import io.supervisor.server.setup.LocalNetwork;
import io.supervisor.wire.supervisor.SupervisorMode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** A network of real processes on free ports of this machine. Every process is ended by its pid. */
final class ProcessCluster implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final LocalNetwork network;
  private final List<Process> processes = new ArrayList<>();
  private final List<ManagedChannel> channels = new ArrayList<>();

  ProcessCluster(Path folder, int validators) throws IOException {
    network =
        new LocalNetwork(
            folder,
            validators,
            0,
            SupervisorMode.DECENTRALIZED,
            freeOffset(validators),
            Optional.empty());
    network.create();
    for (int i = 0; i < validators; i++) {
      processes.add(launch(i));
      var address = network.ports(i).publicGrpc();
      channels.add(
          NettyChannelBuilder.forAddress(address.host(), address.port()).usePlaintext().build());
    }
  }

  int size() {
    return processes.size();
  }

  LedgerServiceGrpc.LedgerServiceBlockingStub ledger(int index) {
    channels.get(index).resetConnectBackoff();
    return LedgerServiceGrpc.newBlockingStub(channels.get(index))
        .withDeadlineAfter(10, TimeUnit.SECONDS);
  }

  /** Height of a node, or -1 if it does not answer. */
  long height(int index) {
    try {
      return ledger(index).getLedgerStatus(GetLedgerStatusRequest.getDefaultInstance()).getHeight();
    } catch (StatusRuntimeException e) {
      return -1;
    }
  }

  /** SIGKILL: nothing in the process can do anything about it. */
  void kill(int index) {
    var process = processes.get(index);
    process.destroyForcibly();
    process.onExit().join();
  }

  /** SIGTERM. */
  int stop(int index) {
    var process = processes.get(index);
    process.destroy();
    return process.onExit().join().exitValue();
  }

  void restart(int index) throws IOException {
    assertThat(processes.get(index).isAlive()).isFalse();
    processes.set(index, launch(index));
  }

  Process process(int index) {
    return processes.get(index);
  }

  void awaitHeight(int index, long height) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .failFast(() ->
            assertThat(processes.get(index).isAlive())
                .as(() -> "node " + index + " runs; its log:\n" + log(index))
                .isTrue())
        .until(() -> height(index) >= height);
  }

  String log(int index) {
    try {
      return Files.readString(network.nodeFolder(index).resolve("node.log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private Process launch(int index) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx192m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "run",
            "-c",
            network.nodeConfig(index).toString(),
            "-d",
            network.database(index).toString(),
            "--master-key-pass",
            "pass:")
        .redirectOutput(
            ProcessBuilder.Redirect.appendTo(
                network.nodeFolder(index).resolve("node.log").toFile()))
        .redirectErrorStream(true)
        .start();
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    processes.forEach(Process::destroyForcibly);
    processes.forEach(process -> process.onExit().join());
  }

  private static int freeOffset(int nodes) {
    var random = new Random();
    for (int attempt = 0; attempt < 100; attempt++) {
      int offset = 1_000 + random.nextInt(20_000);
      var probe =
          new LocalNetwork(Path.of(""), nodes, 0, SupervisorMode.SIMPLE, offset, Optional.empty());
      if (allFree(probe, nodes)) {
        return offset;
      }
    }
    throw new IllegalStateException("no free ports");
  }

  private static boolean allFree(LocalNetwork probe, int nodes) {
    for (int i = 0; i < nodes; i++) {
      var ports = probe.ports(i);
      for (var address :
          List.of(
              ports.peer(),
              ports.publicGrpc(),
              ports.privateGrpc(),
              ports.publicHttp(),
              ports.privateHttp())) {
        if (!isFree(address)) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean isFree(Address address) {
    try (var _ = new ServerSocket(address.port(), 1, InetAddress.getLoopbackAddress())) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
