package io.supervisor.core.replica;

import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.core.journal.JournalRecord;
import io.supervisor.core.pool.TransactionPool;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Transactions that the present epoch can use: those of the pool, and those that a proposal or
 * block lists though the pool has no room for them or does not admit them.
 */
final class Bodies {
  private final TransactionPool pool;
  private final Map<Hash, VerifiedTransaction> beside = new HashMap<>();
  private final Set<Hash> wanted = new HashSet<>();
  private final Set<Hash> journaled = new HashSet<>();

  Bodies(TransactionPool pool) {
    this.pool = pool;
  }

  Optional<VerifiedTransaction> find(Hash hash) {
    return pool.get(hash).or(() -> Optional.ofNullable(beside.get(hash)));
  }

  boolean isPooled(Hash hash) {
    return pool.contains(hash);
  }

  /** Those that are not known. */
  List<Hash> missing(List<Hash> hashes) {
    return hashes.stream().filter(hash -> find(hash).isEmpty()).toList();
  }

  /**
   * In the same order.
   *
   * @throws IllegalStateException if one is not known
   */
  List<VerifiedTransaction> all(List<Hash> hashes) {
    var all = new ArrayList<VerifiedTransaction>(hashes.size());
    for (var hash : hashes) {
      all.add(find(hash).orElseThrow(() -> new IllegalStateException("no body of " + hash)));
    }
    return all;
  }

  /** These will be kept when they come, whatever the pool says. */
  void want(Collection<Hash> hashes) {
    wanted.addAll(hashes);
  }

  /** Keeps the transaction if it was wanted, and says whether it was. */
  boolean offer(VerifiedTransaction transaction) {
    if (!wanted.remove(transaction.hash())) {
      return false;
    }
    beside.put(transaction.hash(), transaction);
    return true;
  }

  /** A transaction of a block that is proven. */
  void keep(VerifiedTransaction transaction) {
    wanted.remove(transaction.hash());
    beside.put(transaction.hash(), transaction);
  }

  /** A transaction that the journal holds for this epoch. */
  void restore(VerifiedTransaction transaction) {
    beside.put(transaction.hash(), transaction);
    journaled.add(transaction.hash());
  }

  /** The record that makes these durable; empty if they are. */
  Optional<JournalRecord.Bodies> record(Height epoch, List<VerifiedTransaction> transactions) {
    var fresh = unjournaled(transactions);
    fresh.forEach(transaction -> journaled.add(transaction.hash()));
    return fresh.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new JournalRecord.Bodies(epoch, fresh.stream().map(PeerMessages::body).toList()));
  }

  List<VerifiedTransaction> unjournaled(List<VerifiedTransaction> transactions) {
    return transactions.stream().filter(body -> !journaled.contains(body.hash())).toList();
  }

  void beginEpoch() {
    beside.clear();
    wanted.clear();
    journaled.clear();
  }
}
