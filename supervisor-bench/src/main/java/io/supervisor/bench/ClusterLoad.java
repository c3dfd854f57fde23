package io.supervisor.bench;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.rpc.v1.BlockParts;
import io.supervisor.rpc.v1.GetLedgerStatusRequest;
import io.supervisor.rpc.v1.LedgerServiceGrpc;
import io.supervisor.rpc.v1.SubmitTransactionsRequest;
import io.supervisor.rpc.v1.SubmitTransactionsResponse;
import io.supervisor.rpc.v1.WatchBlocksRequest;
import io.supervisor.rpc.v1.WatchBlocksResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Closed loop over all nodes: each logical client has one transaction outstanding, and sends the
 * next once a block with it is reported. One node reports the blocks, which all nodes have alike:
 * four reports of each transaction would measure this program.
 */
final class ClusterLoad implements AutoCloseable {
  private static final int BATCH_MAX = 256;

  private final List<ManagedChannel> channels;
  private final Context.CancellableContext watches = Context.current().withCancellation();
  private final Map<ByteString, Sent> outstanding = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final List<BlockingQueue<Integer>> idleClients = new ArrayList<>();
  private volatile Latencies latencies = new Latencies();

  /** Transaction on its way. */
  private record Sent(int node, long nanos) {}

  ClusterLoad(List<String> targets) {
    this.channels =
        targets.stream()
            .map(target -> NettyChannelBuilder.forTarget(target).usePlaintext().build())
            .toList();
    for (var node = 0; node < channels.size(); node++) {
      idleClients.add(new LinkedBlockingQueue<>());
    }
    watch();
  }

  private void watch() {
    watches.run(() ->
        LedgerServiceGrpc.newStub(channels.getFirst())
            .watchBlocks(
                WatchBlocksRequest.newBuilder()
                    .setSkipEmpty(true)
                    .setParts(BlockParts.newBuilder().setTransactions(true))
                    .build(),
                new StreamObserver<WatchBlocksResponse>() {
                  @Override
                  public void onNext(WatchBlocksResponse response) {
                    onBlock(response);
                  }

                  @Override
                  public void onError(Throwable error) {
                    if (!watches.isCancelled()) {
                      failure.compareAndSet(null, error);
                    }
                  }

                  @Override
                  public void onCompleted() {
                    failure.compareAndSet(null, new IllegalStateException("the watch ended"));
                  }
                }));
  }

  private void onBlock(WatchBlocksResponse response) {
    var now = System.nanoTime();
    for (var transaction : response.getBlock().getTransactionsList()) {
      var hash = transaction.getHash();
      var sent = outstanding.get(hash);
      if (sent != null && outstanding.remove(hash, sent)) {
        latencies.add(now - sent.nanos());
        idleClients.get(sent.node()).add(sent.node());
      }
    }
  }

  /** Waits until all nodes answer. */
  void awaitServing(Duration limit) {
    for (var channel : channels) {
      var unused =
          LedgerServiceGrpc.newBlockingStub(channel)
              .withWaitForReady()
              .withDeadlineAfter(limit.toMillis(), TimeUnit.MILLISECONDS)
              .getLedgerStatus(GetLedgerStatusRequest.getDefaultInstance());
    }
  }

  /**
   * Sends transactions numbered from {@code first} until the time is over or {@code limit} of them
   * are sent.
   *
   * @return how many were sent
   */
  int send(
      IntFunction<VerifiedTransaction> transactions,
      int first,
      int limit,
      int clients,
      long endNanos)
      throws InterruptedException {
    for (var node = 0; node < channels.size(); node++) {
      idleClients.get(node).clear();
    }
    for (var client = 0; client < clients; client++) {
      idleClients.get(client % channels.size()).add(client);
    }
    var next = new AtomicInteger(first);
    var senders = new ArrayList<Thread>();
    for (var node = 0; node < channels.size(); node++) {
      var target = node;
      senders.add(
          Thread.ofPlatform()
              .start(() -> sendTo(target, transactions, next, first + limit, endNanos)));
    }
    for (var sender : senders) {
      sender.join();
    }
    throwIfFailed();
    return Math.min(next.get(), first + limit) - first;
  }

  private void sendTo(
      int node,
      IntFunction<VerifiedTransaction> transactions,
      AtomicInteger next,
      int end,
      long endNanos) {
    var stub = LedgerServiceGrpc.newStub(channels.get(node));
    var idle = idleClients.get(node);
    var ready = new ArrayList<Integer>(BATCH_MAX);
    while (failure.get() == null && next.get() < end && System.nanoTime() < endNanos) {
      try {
        var client = idle.poll(10, TimeUnit.MILLISECONDS);
        if (client == null) {
          continue;
        }
        ready.clear();
        ready.add(client);
        idle.drainTo(ready, BATCH_MAX - 1);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      var request = SubmitTransactionsRequest.newBuilder();
      for (var i = 0; i < ready.size(); i++) {
        var number = next.getAndIncrement();
        if (number >= end) {
          break;
        }
        var signed = transactions.apply(number);
        outstanding.put(signed.hash().toByteString(), new Sent(node, System.nanoTime()));
        request.addTransactions(UnsafeByteOperations.unsafeWrap(signed.bytes()));
      }
      if (request.getTransactionsCount() == 0) {
        return;
      }
      stub.submitTransactions(request.build(), new Outcomes());
    }
  }

  /** Waits until every transaction that was sent is committed. */
  void awaitAll(Duration limit) throws InterruptedException {
    var end = System.nanoTime() + limit.toNanos();
    while (!outstanding.isEmpty()) {
      throwIfFailed();
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            outstanding.size() + " transactions were not committed in " + limit);
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  /** Forgets the latencies so far and returns those from now on. */
  Latencies startMeasuring() {
    latencies = new Latencies();
    return latencies;
  }

  private void throwIfFailed() {
    var cause = failure.get();
    if (cause != null) {
      throw new IllegalStateException("the load failed", cause);
    }
  }

  @Override
  public void close() {
    watches.cancel(null);
    channels.forEach(ManagedChannel::shutdownNow);
  }

  /** Any refusal ends the load: it offers no more than the pool holds. */
  private final class Outcomes implements StreamObserver<SubmitTransactionsResponse> {
    @Override
    public void onNext(SubmitTransactionsResponse response) {
      for (var outcome : response.getOutcomesList()) {
        if (outcome.hasError()) {
          failure.compareAndSet(
              null, new IllegalStateException("refused: " + outcome.getError().getMessage()));
        }
      }
    }

    @Override
    public void onError(Throwable error) {
      if (!watches.isCancelled()) {
        failure.compareAndSet(null, error);
      }
    }

    @Override
    public void onCompleted() {}
  }
}
