package io.supervisor.server;

import com.google.protobuf.ByteString;
import io.supervisor.api.InstanceId;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.crypto.KeyPair;
import io.supervisor.api.crypto.Sha256;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.rpc.v1.SubmitTransactionRequest;
import io.supervisor.rpc.v1.TransactionHashes;
import io.supervisor.rpc.v1.WatchTransactionsRequest;
import io.supervisor.wire.supervisor.ConfigVote;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** One client that submits a transaction to a node, waits for its commit, and begins again. */
final class CommitLatencies {
  private static final int CONFIG_VOTE = 3;
  private static final long PAUSE_MS = 50;
  private static final KeyPair CLIENT = KeyPair.fromSeed(Sha256.of(new byte[] {7}).toBytes());

  private final ProcessCluster cluster;
  private final int node;
  private int count;

  CommitLatencies(ProcessCluster cluster, int node) {
    this.cluster = cluster;
    this.node = node;
  }

  /** What was measured, in milliseconds, ascending. */
  record Measured(List<Double> sorted) {
    double percentile(int percent) {
      return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
    }

    double mean() {
      return sorted.stream().mapToDouble(each -> each).average().orElseThrow();
    }

    @Override
    public String toString() {
      return "n=%d mean=%.1f p50=%.1f p90=%.1f p99=%.1f max=%.1f ms"
          .formatted(
              sorted.size(),
              mean(),
              percentile(50),
              percentile(90),
              percentile(99),
              sorted.getLast());
    }
  }

  /** Goes on until it is enough, at least once. */
  Measured measure(BooleanSupplier isEnough) throws InterruptedException {
    var millis = new ArrayList<Double>();
    do {
      millis.add(commit());
      TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
    } while (!isEnough.getAsBoolean());
    millis.sort(null);
    return new Measured(millis);
  }

  private double commit() {
    var transaction = transaction(count++);
    var ledger = cluster.ledger(node);
    long begin = System.nanoTime();
    ledger.submitTransaction(
        SubmitTransactionRequest.newBuilder()
            .setTransaction(ByteString.copyFrom(transaction.bytes()))
            .build());
    ledger
        .watchTransactions(
            WatchTransactionsRequest.newBuilder()
                .setHashes(
                    TransactionHashes.newBuilder().addHashes(transaction.hash().toByteString()))
                .build())
        .next();
    return (System.nanoTime() - begin) / 1e6;
  }

  /** A vote for no proposal: it is committed, and its call fails, as any transaction may. */
  private static VerifiedTransaction transaction(int number) {
    var hash = Sha256.of(ByteBuffer.allocate(4).putInt(number).array());
    var vote = ConfigVote.newBuilder().setProposeHash(Canonical.toWire(hash)).build();
    return VerifiedTransaction.sign(InstanceId.SUPERVISOR, CONFIG_VOTE, vote.toByteArray(), CLIENT);
  }
}
