package io.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.supervisor.rpc.v1.GetLedgerStatusRequest;
import io.supervisor.rpc.v1.LedgerServiceGrpc;
import io.supervisor.server.setup.LocalNetwork;
import io.supervisor.server.setup.LocalNetwork.Ports;
import io.supervisor.wire.supervisor.SupervisorMode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** A network of real processes on free ports of this machine. Every process is ended by its pid. */
final class ProcessCluster implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  final LocalNetwork network;
  private final List<ServerProcess> processes = new ArrayList<>();
  private final List<ManagedChannel> channels = new ArrayList<>();

  ProcessCluster(Path folder, int validators) throws IOException {
    this(folder, validators, 0);
  }

  /**
   * @param more nodes that ports are free for
   */
  ProcessCluster(Path folder, int validators, int more) throws IOException {
    this(folder, validators, more, Optional.empty(), _ -> {});
  }

  /**
   * @param services folder of services that ship with the nodes
   * @param beforeStart may change files of the nodes
   */
  ProcessCluster(
      Path folder,
      int validators,
      int more,
      Optional<Path> services,
      Consumer<LocalNetwork> beforeStart)
      throws IOException {
    network =
        new LocalNetwork(
            folder,
            validators,
            0,
            SupervisorMode.DECENTRALIZED,
            FreePorts.offset(validators + more),
            services);
    network.create();
    beforeStart.accept(network);
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
    return ledger(index, PATIENCE);
  }

  /**
   * @param within how long a call may take
   */
  LedgerServiceGrpc.LedgerServiceBlockingStub ledger(int index, Duration within) {
    channels.get(index).resetConnectBackoff();
    return LedgerServiceGrpc.newBlockingStub(channels.get(index))
        .withDeadlineAfter(within.toMillis(), TimeUnit.MILLISECONDS);
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
    processes.get(index).kill();
  }

  /** SIGTERM. */
  int stop(int index) throws InterruptedException {
    return processes.get(index).stop();
  }

  void restart(int index) throws IOException {
    assertThat(processes.get(index).isAlive()).isFalse();
    processes.set(index, launch(index));
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
    return processes.get(index).output();
  }

  private ServerProcess launch(int index) throws IOException {
    return ServerProcess.run(network.nodeConfig(index), network.database(index));
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    processes.forEach(ServerProcess::close);
  }

  /** Ports of so many nodes, which nobody uses now. */
  static List<Ports> freePorts(int nodes) {
    var network =
        new LocalNetwork(
            Path.of(""),
            nodes,
            0,
            SupervisorMode.SIMPLE,
            FreePorts.offset(nodes),
            Optional.empty());
    return IntStream.range(0, nodes).mapToObj(network::ports).toList();
  }
}
