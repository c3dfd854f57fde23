package io.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.supervisor.api.InstanceId;
import io.supervisor.api.crypto.KeyPair;
import io.supervisor.api.crypto.Sha256;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.rpc.v1.ListBlocksRequest;
import io.supervisor.rpc.v1.SubmitOutcome;
import io.supervisor.rpc.v1.SubmitTransactionsRequest;
import io.supervisor.rpc.v1.TransactionHashes;
import io.supervisor.rpc.v1.WatchTransactionsRequest;
import io.supervisor.wire.TxLocation;
import io.supervisor.wire.supervisor.ConfigVote;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real processes are killed under load. What a node has shown as committed stays committed,
 * everywhere, whatever was killed when; and the nodes agree on every block.
 */
final class CrashIT {
  private static final int KILLS = Integer.getInteger("supervisor.kills", 5);
  private static final int VALIDATORS = 4;
  private static final int CLIENTS = 2;
  private static final int BATCH = 20;

  /** What a node has accepted is lost with it, and waited for in vain. */
  private static final Duration BATCH_WITHIN = Duration.ofSeconds(10);

  private static final int HASHES_MAX = 5_000;

  /** A vote for no proposal: it is committed, and its call fails, as any transaction may. */
  private static final int CONFIG_VOTE = 3;

  @TempDir Path folder;
  private ProcessCluster cluster;
  private Load load;

  @BeforeEach
  void start() throws Exception {
    cluster = new ProcessCluster(folder, VALIDATORS);
    IntStream.range(0, VALIDATORS).forEach(i -> cluster.awaitHeight(i, 0));
    load = new Load();
  }

  @AfterEach
  void end() throws Exception {
    try (var _ = cluster) {
      load.close();
    }
  }

  @Test
  void nothingThatWasCommittedIsLost() throws Exception {
    long seed = Long.getLong("supervisor.seed", System.nanoTime());
    System.err.println("seed " + seed);
    var random = new Random(seed);
    for (int kill = 0; kill < KILLS; kill++) {
      load.awaitCommitted(load.committed() + 1 + random.nextInt(100));
      int victim = random.nextInt(VALIDATORS);
      cluster.kill(victim);
      load.awaitCommitted(load.committed() + 50);
      cluster.restart(victim);
      cluster.awaitHeight(victim, highest());
    }
    IntStream.range(0, VALIDATORS).parallel().forEach(cluster::kill);
    for (int i = 0; i < VALIDATORS; i++) {
      cluster.restart(i);
    }
    load.awaitCommitted(load.committed() + 50);
    // Three are enough for commits: this one may still be starting.
    cluster.awaitHeight(0, highest());
    assertThat(cluster.stop(0)).as("exit code after SIGTERM").isZero();
    cluster.restart(0);
    load.close();
    load.requireNoFailure();
    assertAgreement();
  }

  private String logs() {
    return IntStream.range(0, VALIDATORS).mapToObj(cluster::log).collect(Collectors.joining("\n"));
  }

  private long highest() {
    return IntStream.range(0, VALIDATORS).mapToLong(cluster::height).max().orElseThrow();
  }

  private void assertAgreement() {
    long height = highest();
    IntStream.range(0, VALIDATORS).forEach(i -> cluster.awaitHeight(i, height));
    var expected = blocks(0, height);
    for (int i = 0; i < VALIDATORS; i++) {
      assertThat(locations(i)).as("transactions on node " + i).isEqualTo(load.committed);
      assertThat(blocks(i, height)).as("blocks on node " + i).isEqualTo(expected);
    }
  }

  /** Where a node has the transactions that were seen as committed. */
  private Map<ByteString, TxLocation> locations(int node) {
    var found = new HashMap<ByteString, TxLocation>();
    var hashes = List.copyOf(load.committed.keySet());
    for (int begin = 0; begin < hashes.size(); begin += HASHES_MAX) {
      var part = hashes.subList(begin, Math.min(begin + HASHES_MAX, hashes.size()));
      cluster
          .ledger(node)
          .watchTransactions(watch(part))
          .forEachRemaining(seen -> found.put(seen.getHash(), seen.getCommitted().getLocation()));
    }
    return found;
  }

  private List<ByteString> blocks(int node, long height) {
    var hashes = new ArrayList<ByteString>();
    var request = ListBlocksRequest.newBuilder().setLatest(height).setPageSize(1_000);
    do {
      var page = cluster.ledger(node).listBlocks(request.build());
      page.getBlocksList().forEach(block -> hashes.add(block.getHash()));
      request.setPageToken(page.getNextPageToken());
    } while (!request.getPageToken().isEmpty());
    assertThat(hashes).hasSize((int) height + 1);
    return hashes;
  }

  private static WatchTransactionsRequest watch(List<ByteString> hashes) {
    return WatchTransactionsRequest.newBuilder()
        .setHashes(TransactionHashes.newBuilder().addAllHashes(hashes))
        .build();
  }

  /** Clients that submit a batch and wait until they have seen it committed, node after node. */
  private final class Load implements AutoCloseable {
    final Map<ByteString, TxLocation> committed = new ConcurrentHashMap<>();
    private final Object change = new Object();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final List<Thread> clients = new ArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();

    Load() {
      for (int i = 0; i < CLIENTS; i++) {
        var keys = KeyPair.fromSeed(Sha256.of(new byte[] {(byte) i}).toBytes());
        int first = i;
        clients.add(Thread.ofPlatform().name("client-" + i).start(() -> run(keys, first)));
      }
    }

    int committed() {
      return committed.size();
    }

    void awaitCommitted(int count) throws InterruptedException {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
      synchronized (change) {
        while (committed.size() < count) {
          requireNoFailure();
          long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
          assertThat(left).as("time left; commits stopped at " + committed()).isPositive();
          change.wait(left);
        }
      }
    }

    private void requireNoFailure() {
      assertThat(failures).as(() -> "failures of clients; logs of the nodes:\n" + logs()).isEmpty();
    }

    private void run(KeyPair keys, int firstNode) {
      try {
        submitAndAwait(keys, firstNode);
      } catch (RuntimeException | AssertionError e) {
        failures.add(e);
        synchronized (change) {
          change.notifyAll();
        }
      }
    }

    private void submitAndAwait(KeyPair keys, int firstNode) {
      for (int number = 0; !stopping.get(); number++) {
        int node = (firstNode + number) % VALIDATORS;
        try {
          var accepted = submit(node, batch(keys, number));
          awaitBatch((node + 1) % VALIDATORS, accepted);
        } catch (StatusRuntimeException e) {
          // One of the two nodes is down or lost what it had only accepted: on to the next batch.
          assertThat(e).matches(Load::isOfADeadNode, "is of a dead node");
        }
      }
    }

    /** Of a connection that ends gRPC says now and then that it does not know. */
    private static boolean isOfADeadNode(StatusRuntimeException e) {
      return switch (e.getStatus().getCode()) {
        case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED -> true;
        case UNKNOWN -> e.getCause() instanceof ClosedChannelException;
        default -> false;
      };
    }

    private List<ByteString> submit(int node, List<ByteString> transactions) {
      return cluster
          .ledger(node, BATCH_WITHIN)
          .submitTransactions(
              SubmitTransactionsRequest.newBuilder().addAllTransactions(transactions).build())
          .getOutcomesList()
          .stream()
          .filter(SubmitOutcome::hasHash)
          .map(SubmitOutcome::getHash)
          .toList();
    }

    private void awaitBatch(int node, List<ByteString> hashes) {
      if (hashes.isEmpty()) {
        return;
      }
      var seen = cluster.ledger(node, BATCH_WITHIN).watchTransactions(watch(hashes));
      while (seen.hasNext()) {
        var transaction = seen.next();
        committed.put(transaction.getHash(), transaction.getCommitted().getLocation());
        synchronized (change) {
          change.notifyAll();
        }
      }
    }

    private static List<ByteString> batch(KeyPair keys, int number) {
      return IntStream.range(0, BATCH)
          .mapToObj(i -> transaction(keys, number * BATCH + i))
          .toList();
    }

    private static ByteString transaction(KeyPair keys, int number) {
      var hash = Sha256.of(ByteBuffer.allocate(4).putInt(number).array());
      var vote =
          ConfigVote.newBuilder()
              .setProposeHash(
                  io.supervisor.wire.crypto.Hash.newBuilder().setData(hash.toByteString()))
              .build();
      return ByteString.copyFrom(
          VerifiedTransaction.sign(InstanceId.SUPERVISOR, CONFIG_VOTE, vote.toByteArray(), keys)
              .bytes());
    }

    @Override
    public void close() throws InterruptedException {
      stopping.set(true);
      for (var client : clients) {
        client.join();
      }
    }
  }
}
