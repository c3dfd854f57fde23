package io.supervisor.cli.demo;

import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.client.SupervisorClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/** Sends transactions through the SDK, many at a time, and believes in none without its proof. */
final class WalletLoad {
  private static final int OUTSTANDING_MAX = 128;
  private static final Duration COMMIT_LIMIT = Duration.ofSeconds(60);

  private final SupervisorClient client;
  private final List<Long> latenciesNanos = new ArrayList<>();
  private long busyNanos;

  WalletLoad(SupervisorClient client) {
    this.client = client;
  }

  /** Sends all and waits until each is proven to be committed without error. */
  void commit(List<VerifiedTransaction> transactions) throws InterruptedException {
    var slots = new Semaphore(OUTSTANDING_MAX);
    var commits = new ArrayList<CompletableFuture<Long>>();
    var begin = System.nanoTime();
    for (var transaction : transactions) {
      slots.acquire();
      var sent = System.nanoTime();
      commits.add(
          client
              .transactions()
              .submitAndWaitAsync(transaction, COMMIT_LIMIT)
              .thenApply(committed -> {
                committed.orElseThrow();
                return System.nanoTime() - sent;
              })
              .whenComplete((latency, error) -> slots.release()));
    }
    commits.forEach(commit -> latenciesNanos.add(commit.join()));
    busyNanos += System.nanoTime() - begin;
  }

  int count() {
    return latenciesNanos.size();
  }

  double perSecond() {
    return count() * 1e9 / busyNanos;
  }

  /**
   * Time from sending to the verified proof of commit.
   *
   * @param fraction 0 to 1
   */
  double percentileMs(double fraction) {
    var sorted = latenciesNanos.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    return sorted[Math.min(sorted.length - 1, (int) (sorted.length * fraction))] / 1e6;
  }
}
