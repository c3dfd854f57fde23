package io.supervisor.testkit;

import io.supervisor.api.ExecutionError;
import io.supervisor.api.Hash;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.core.blockchain.Admission;
import io.supervisor.core.blockchain.CoreSchema;
import io.supervisor.core.merkledb.KeyValueView;
import io.supervisor.core.merkledb.Snapshot;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Transactions that wait for a block, in order of arrival: those of clients and of nodes. */
public final class TestPool {
  private final Supplier<KeyValueView> state;
  private final Map<Hash, VerifiedTransaction> waiting = new LinkedHashMap<>();

  TestPool(Supplier<KeyValueView> state) {
    this.state = state;
  }

  /**
   * Takes a transaction as a node does. One that waits already, or is committed, changes nothing.
   *
   * @return why it is refused
   */
  public Optional<ExecutionError> add(VerifiedTransaction transaction) {
    var view = state.get();
    if (isCommitted(view, transaction.hash())) {
      return Optional.empty();
    }
    var refusal = Admission.of(view).check(transaction);
    if (refusal.isEmpty()) {
      waiting.putIfAbsent(transaction.hash(), transaction);
    }
    return refusal;
  }

  public boolean contains(Hash transaction) {
    return waiting.containsKey(transaction);
  }

  public Optional<VerifiedTransaction> get(Hash transaction) {
    return Optional.ofNullable(waiting.get(transaction));
  }

  public int size() {
    return waiting.size();
  }

  /** In order of arrival. */
  public List<VerifiedTransaction> transactions() {
    return List.copyOf(waiting.values());
  }

  /** What the next block takes: the first that are still admitted. */
  List<VerifiedTransaction> next(int max) {
    var admission = Admission.of(state.get());
    return waiting.values().stream()
        .filter(transaction -> admission.check(transaction).isEmpty())
        .limit(max)
        .toList();
  }

  void remove(Collection<VerifiedTransaction> committed) {
    committed.forEach(transaction -> waiting.remove(transaction.hash()));
  }

  void replaceBy(List<VerifiedTransaction> transactions) {
    waiting.clear();
    transactions.forEach(transaction -> waiting.put(transaction.hash(), transaction));
  }

  static boolean isCommitted(KeyValueView state, Hash transaction) {
    return new CoreSchema(new Snapshot(state).access(""))
        .transactionLocations()
        .contains(transaction);
  }
}
