package io.supervisor.core.pool;

import io.supervisor.api.Hash;
import io.supervisor.api.PublicKey;
import io.supervisor.api.crypto.VerifiedTransaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Transactions that wait, in order of arrival, bounded by {@link PoolLimits}
 * (original-consensus.md, H20). They are verified before they come here, and never again. Used by
 * one thread.
 */
public final class TransactionPool {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final PoolLimits limits;
  private final Map<Hash, VerifiedTransaction> waiting = new LinkedHashMap<>();
  private final Map<PublicKey, Integer> countByAuthor = new HashMap<>();
  private long bytes;

  public TransactionPool(PoolLimits limits) {
    this.limits = limits;
  }

  /** Accepted, Known or Full: the other answers are found before. */
  public PoolAnswer add(VerifiedTransaction transaction) {
    if (waiting.containsKey(transaction.hash())) {
      return new PoolAnswer.Known();
    }
    if (waiting.size() >= limits.countMax() || bytes + transaction.size() > limits.bytesMax()) {
      return new PoolAnswer.Full(false, RETRY_AFTER);
    }
    if (countByAuthor.getOrDefault(transaction.author(), 0) >= limits.authorCountMax()) {
      return new PoolAnswer.Full(true, RETRY_AFTER);
    }
    waiting.put(transaction.hash(), transaction);
    countByAuthor.merge(transaction.author(), 1, Integer::sum);
    bytes += transaction.size();
    return new PoolAnswer.Accepted();
  }

  public Optional<VerifiedTransaction> get(Hash hash) {
    return Optional.ofNullable(waiting.get(hash));
  }

  public boolean contains(Hash hash) {
    return waiting.containsKey(hash);
  }

  /** Takes out those that are there, because they are committed. */
  public void remove(Collection<Hash> hashes) {
    hashes.forEach(this::remove);
  }

  /** Takes out those that the state does not admit any more. */
  public void retain(Predicate<VerifiedTransaction> admissible) {
    var gone = new ArrayList<Hash>();
    waiting.forEach((hash, transaction) -> {
      if (!admissible.test(transaction)) {
        gone.add(hash);
      }
    });
    remove(gone);
  }

  /** The oldest transactions that fit: whole, in order, none skipped. */
  public List<VerifiedTransaction> oldest(int countMax, long bytesMax) {
    var chosen = new ArrayList<VerifiedTransaction>(Math.min(countMax, waiting.size()));
    long size = 0;
    for (var transaction : waiting.values()) {
      size += transaction.size();
      if (chosen.size() == countMax || size > bytesMax) {
        break;
      }
      chosen.add(transaction);
    }
    return chosen;
  }

  public int count() {
    return waiting.size();
  }

  /** Size of all signed messages. */
  public long bytes() {
    return bytes;
  }

  private void remove(Hash hash) {
    var transaction = waiting.remove(hash);
    if (transaction != null) {
      bytes -= transaction.size();
      countByAuthor.computeIfPresent(
          transaction.author(), (_, count) -> count == 1 ? null : count - 1);
    }
  }
}
