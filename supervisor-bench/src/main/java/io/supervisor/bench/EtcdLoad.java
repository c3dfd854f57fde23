package io.supervisor.bench;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.supervisor.bench.etcd.KVGrpc;
import io.supervisor.bench.etcd.PutRequest;
import io.supervisor.bench.etcd.PutResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Closed loop of puts against three etcd servers, each client with one put outstanding. A client
 * whose put is refused goes on with another.
 */
final class EtcdLoad {
  private static final int KEY_BYTES = 32;
  private static final int TRIES_MAX = 300;

  private EtcdLoad() {}

  /**
   * @param latencies what is measured is added to
   */
  static Figures run(
      Path folder,
      int clients,
      int payloadBytes,
      Duration warmUp,
      Duration measured,
      Latencies latencies)
      throws IOException, InterruptedException {
    try (var cluster = EtcdCluster.start(folder)) {
      var channels =
          cluster.targets().stream()
              .map(target -> NettyChannelBuilder.forTarget(target).usePlaintext().build())
              .toList();
      try {
        waitUntilServing(channels.get(0));
        return measure(cluster, channels, clients, payloadBytes, warmUp, measured, latencies);
      } finally {
        channels.forEach(ManagedChannel::shutdownNow);
      }
    }
  }

  private static void waitUntilServing(ManagedChannel channel) throws InterruptedException {
    var stub = KVGrpc.newBlockingStub(channel).withWaitForReady();
    for (var attempt = 1; ; attempt++) {
      try {
        var probe = PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("probe")).build();
        var unused = stub.withDeadlineAfter(2, TimeUnit.SECONDS).put(probe);
        return;
      } catch (io.grpc.StatusRuntimeException e) {
        if (attempt == TRIES_MAX) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
  }

  private static Figures measure(
      EtcdCluster cluster,
      List<ManagedChannel> channels,
      int clients,
      int payloadBytes,
      Duration warmUp,
      Duration measured,
      Latencies latencies)
      throws IOException, InterruptedException {
    var completed = new AtomicLong();
    var failures = new ConcurrentLinkedQueue<Status>();
    var begin = System.nanoTime() + warmUp.toNanos();
    var end = begin + measured.toNanos();
    for (var i = 0; i < clients; i++) {
      var stub = KVGrpc.newStub(channels.get(i % channels.size()));
      new Client(stub, new Random(i), payloadBytes, begin, end, latencies, completed, failures)
          .next();
    }
    TimeUnit.NANOSECONDS.sleep(begin - System.nanoTime());
    var cpuBefore = ProcessCpu.seconds(cluster.pids());
    TimeUnit.NANOSECONDS.sleep(end - System.nanoTime());
    var cpu = ProcessCpu.seconds(cluster.pids()) - cpuBefore;
    if (!failures.isEmpty()) {
      System.err.printf(
          Locale.ROOT, "etcd refused %d puts, first: %s%n", failures.size(), failures.peek());
    }
    return new Figures("etcd, 3 nodes", completed.get(), measured.toNanos() / 1e9, latencies, cpu);
  }

  /** One logical client. */
  private record Client(
      KVGrpc.KVStub stub,
      Random random,
      int payloadBytes,
      long begin,
      long end,
      Latencies latencies,
      AtomicLong completed,
      Queue<Status> failures) {
    void next() {
      var key = new byte[KEY_BYTES];
      var value = new byte[payloadBytes - KEY_BYTES];
      random.nextBytes(key);
      random.nextBytes(value);
      var request =
          PutRequest.newBuilder()
              .setKey(ByteString.copyFrom(key))
              .setValue(ByteString.copyFrom(value))
              .build();
      var sent = System.nanoTime();
      stub.put(
          request,
          new StreamObserver<PutResponse>() {
            @Override
            public void onNext(PutResponse response) {}

            @Override
            public void onError(Throwable error) {
              // After the end the channels are shut down under the last puts.
              if (System.nanoTime() < end) {
                failures.add(Status.fromThrowable(error));
                next();
              }
            }

            @Override
            public void onCompleted() {
              var now = System.nanoTime();
              if (now >= begin && now < end) {
                latencies.add(now - sent);
                completed.incrementAndGet();
              }
              if (now < end) {
                next();
              }
            }
          });
    }
  }
}
