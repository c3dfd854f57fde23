package io.supervisor.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.supervisor.rpc.v1.GetLedgerStatusRequest;
import io.supervisor.rpc.v1.LedgerServiceGrpc;
import io.supervisor.rpc.v1.WatchBlocksRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A thousand clients of one node that follow the chain while it is under load. */
@ExtendWith(Networks.class)
@ResourceLock(Networks.DECISIONS)
class WatchersIT {
  private static final int WATCHERS = 1_000;
  private static final int CONNECTIONS = 10;
  private static final int BATCHES = 40;
  private static final int BATCH = 50;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void everyBlockReachesEveryWatcherOnceAndInOrder(LiveNetwork network) throws IOException {
    var channels = IntStream.range(0, CONNECTIONS).mapToObj(i -> channel(network)).toList();
    try (var load = new WalletLoad(network.grpc(0))) {
      var before = residentMegabytes(network);
      var first = height(channels.get(0)) + 1;
      var watchers = watch(channels, first);
      var started = System.nanoTime();
      for (int i = 0; i < BATCHES; i++) {
        load.batch(BATCH);
      }
      var seconds = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started) / 1000.0;
      var last = height(channels.get(0));
      assertThat(last - first).as("blocks under load").isGreaterThanOrEqualTo(20);
      var during = residentMegabytes(network);
      Awaitility.await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(50))
          .untilAsserted(() ->
              assertThat(watchers)
                  .allSatisfy(w -> {
                    assertThat(w.failure()).isNull();
                    assertThat(w.cursor()).isGreaterThan(last);
                  }));
      watchers.forEach(BlockWatcher::cancel);
      System.out.printf(
          "%,d watchers of one node: %,d blocks, %,d transactions in %.1f s, every block once and in order to each;"
              + " resident memory of the node %d MiB before, %d MiB while watched%n",
          WATCHERS, last - first + 1, BATCHES * BATCH, seconds, before, during);
      // A watcher has a virtual thread and a stream: far below this, or something is kept that
      // should not be.
      assertThat(during - before).as("MiB for %s watchers", WATCHERS).isLessThan(300);
    } finally {
      channels.forEach(ManagedChannel::shutdownNow);
    }
  }

  @Test
  void everyBlockReachesEveryWebSocketOnceAndInOrder(LiveNetwork network) throws Exception {
    var ledger = channel(network);
    try (var load = new WalletLoad(network.grpc(0));
        var client = HttpClient.newHttpClient()) {
      var before = residentMegabytes(network);
      var node = URI.create(network.https().get(0).replaceFirst("^http", "ws"));
      var sockets = connect(client, node);
      var first = height(ledger) + 1;
      for (int i = 0; i < BATCHES; i++) {
        load.batch(BATCH);
      }
      var last = height(ledger);
      var during = residentMegabytes(network);
      Awaitility.await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(50))
          .untilAsserted(() ->
              assertThat(sockets)
                  .allSatisfy(each -> {
                    assertThat(each.blocks().failure()).isNull();
                    assertThat(each.blocks().last()).isGreaterThanOrEqualTo(last);
                  }));
      assertThat(sockets)
          .allSatisfy(each -> assertThat(each.blocks().first()).isBetween(1L, first));
      sockets.forEach(each -> each.socket().abort());
      System.out.printf(
          "%,d WebSockets of one node: %,d blocks, %,d transactions, every block once and in order to each;"
              + " resident memory of the node %d MiB before, %d MiB while subscribed%n",
          WATCHERS, last - first + 1, BATCHES * BATCH, before, during);
      assertThat(during - before).as("MiB for %s WebSockets", WATCHERS).isLessThan(300);
    } finally {
      ledger.shutdownNow();
    }
  }

  private static List<BlockSocket.Connected> connect(HttpClient client, URI node) {
    var sockets = new ArrayList<BlockSocket.Connected>();
    for (int opened = 0; opened < WATCHERS; opened += CONNECTIONS) {
      IntStream.range(0, CONNECTIONS)
          .mapToObj(i -> BlockSocket.connect(client, node))
          .toList()
          .forEach(each -> sockets.add(each.join()));
    }
    return sockets;
  }

  private static List<BlockWatcher> watch(List<ManagedChannel> channels, long first) {
    Map<Long, ByteString> hashes = new ConcurrentHashMap<>();
    var request = WatchBlocksRequest.newBuilder().setFromHeight(first).build();
    return IntStream.range(0, WATCHERS)
        .mapToObj(i -> {
          var watcher = new BlockWatcher(first, hashes);
          LedgerServiceGrpc.newStub(channels.get(i % CONNECTIONS)).watchBlocks(request, watcher);
          return watcher;
        })
        .toList();
  }

  private static ManagedChannel channel(LiveNetwork network) {
    return NettyChannelBuilder.forTarget(network.grpc(0)).usePlaintext().build();
  }

  private static long height(ManagedChannel channel) {
    return LedgerServiceGrpc.newBlockingStub(channel)
        .getLedgerStatus(GetLedgerStatusRequest.getDefaultInstance())
        .getHeight();
  }

  private static long residentMegabytes(LiveNetwork network) throws IOException {
    var status = Path.of("/proc", String.valueOf(network.process(0).pid()), "status");
    try (var lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
          .findFirst()
          .orElseThrow();
    }
  }
}
