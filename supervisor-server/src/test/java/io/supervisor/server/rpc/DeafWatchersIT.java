package io.supervisor.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.MessageLite;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.supervisor.rpc.v1.BlockParts;
import io.supervisor.rpc.v1.LedgerServiceGrpc;
import io.supervisor.rpc.v1.TransactionsFrom;
import io.supervisor.rpc.v1.WatchBlocksRequest;
import io.supervisor.rpc.v1.WatchTransactionsRequest;
import io.supervisor.server.observe.EventLog;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Watchers on connections of their own that take nothing of what they asked for. */
@Timeout(180)
class DeafWatchersIT {
  private static final int WATCHERS = 60;
  private static final long BYTES_MAX = 16 << 20;
  private static final Duration UNREAD_MAX = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final ByteBudget bytes = new ByteBudget(BYTES_MAX, 12 << 20, 1 << 20, Map.of());
  private RpcFixture fixture;
  private CommitSignal commits;
  private Watchers watchers;
  private Server server;
  private ManagedChannel channel;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    fixture = new RpcFixture(folder);
    for (var i = 0; i < 3; i++) {
      fixture.node.submit(fixture.note(i + "x".repeat(1_000_000)).bytes()).join();
      fixture.node.commit();
    }
    var events = new EventLog();
    commits = new CommitSignal(fixture.node);
    watchers = new Watchers(commits, fixture.metrics.rpc(), events, UNREAD_MAX);
    var guard = new Guard(1_000, bytes, fixture.metrics.rpc(), events, UNREAD_MAX, timer);
    var builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(new LedgerRpc(fixture.node, watchers));
    guard.guard(builder);
    server = builder.build().start();
    channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort()).usePlaintext().build();
  }

  @AfterEach
  void stop() throws Exception {
    channel.shutdownNow();
    server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    commits.close();
    watchers.close();
    timer.shutdownNow();
    fixture.close();
  }

  @Test
  void watchersOfTransactionsThatReadNothingAreBoundedAndGo() throws Exception {
    var request =
        WatchTransactionsRequest.newBuilder()
            .setFrom(TransactionsFrom.newBuilder().setFromHeight(0))
            .setWithTransaction(true)
            .build();
    deafWatchersGo(LedgerServiceGrpc.getWatchTransactionsMethod().getFullMethodName(), request);
    var seen = LedgerServiceGrpc.newBlockingStub(channel).watchTransactions(request);
    for (var i = 0; i < 3; i++) {
      assertThat(seen.next().getTransaction().size()).isGreaterThan(1_000_000);
    }
  }

  @Test
  void watchersOfBlocksThatReadNothingGo() throws Exception {
    fixture.node.commit(2_000);
    var request =
        WatchBlocksRequest.newBuilder()
            .setFromHeight(1)
            .setParts(BlockParts.newBuilder().setPrecommits(true).setTransactions(true))
            .build();
    deafWatchersGo(LedgerServiceGrpc.getWatchBlocksMethod().getFullMethodName(), request);
    var seen = LedgerServiceGrpc.newBlockingStub(channel).watchBlocks(request);
    for (var height = 1; height <= 2_003; height++) {
      assertThat(seen.next().getBlock().getHeight()).isEqualTo(height);
    }
  }

  @Test
  void watchersThatReadHoldNothingWhileTheyWait() throws Exception {
    var request =
        WatchTransactionsRequest.newBuilder()
            .setFrom(TransactionsFrom.newBuilder().setFromHeight(0))
            .setWithTransaction(true)
            .build();
    for (var i = 0; i < 40; i++) {
      var seen = LedgerServiceGrpc.newBlockingStub(channel).watchTransactions(request);
      for (var transaction = 0; transaction < 3; transaction++) {
        seen.next();
      }
    }
    await().atMost(PATIENCE).until(() -> bytes.total() < 40 * 2_000);
  }

  private void deafWatchersGo(String method, MessageLite request) throws Exception {
    try (var client = new RawClient(server.getPort(), 0);
        var other = new RawClient(server.getPort(), 0)) {
      var calls = new ArrayList<RawClient.Call>();
      for (var i = 0; i < WATCHERS; i++) {
        var call = (i % 2 == 0 ? client : other).call(method);
        call.begin(request.getSerializedSize());
        call.send(request.toByteArray());
        call.halfClose();
        calls.add(call);
      }
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(10))
          .until(() -> {
            // What is being sent while others are counted.
            assertThat(bytes.total()).isLessThan(BYTES_MAX + (4 << 20));
            return calls.stream().allMatch(call -> call.ended().isDone());
          });
    }
    await().atMost(PATIENCE).until(() -> bytes.total() == 0);
  }
}
