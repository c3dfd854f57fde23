package io.supervisor.core.replica;

import io.supervisor.api.Hash;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.core.pool.PoolAnswer;
import io.supervisor.core.pool.TransactionPool;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The pool with the rules of the chain: what may come in, what has to go, what to say again. */
final class Mempool {
  /**
   * After so many blocks with the same oldest transaction, the peers are told of it again (H21).
   */
  private static final int REPEAT_BLOCKS = 8;

  private static final int REPEAT_COUNT = 256;
  private static final int REPEAT_BYTES = 128 << 10;

  private final TransactionPool pool;
  private final Chain chain;
  private @Nullable Hash oldest;

  Mempool(TransactionPool pool, Chain chain) {
    this.pool = pool;
    this.chain = chain;
  }

  PoolAnswer add(VerifiedTransaction transaction) {
    if (pool.contains(transaction.hash())) {
      return new PoolAnswer.Known();
    }
    var location = chain.location(transaction.hash());
    if (location.isPresent()) {
      return new PoolAnswer.Committed(location.get().height(), location.get().position());
    }
    var refusal = chain.view().refusal(transaction.instance());
    return refusal.isPresent()
        ? new PoolAnswer.NotAdmissible(refusal.get())
        : pool.add(transaction);
  }

  /**
   * Takes out what a new block holds, and what its state does not admit any more.
   *
   * @param instancesChanged whether the block can have changed what is admitted
   */
  void onCommitted(List<Hash> transactions, boolean instancesChanged) {
    pool.remove(transactions);
    if (instancesChanged) {
      pool.retain(transaction -> chain.view().refusal(transaction.instance()).isEmpty());
    }
  }

  /** Transactions that the leaders seem not to know. Called once a block. */
  List<VerifiedTransaction> toRepeat() {
    if (chain.height().value() % REPEAT_BLOCKS != 0) {
      return List.of();
    }
    var before = Optional.ofNullable(oldest);
    var head = pool.oldest(1, Long.MAX_VALUE).stream().findFirst().map(VerifiedTransaction::hash);
    oldest = head.orElse(null);
    return head.isPresent() && head.equals(before)
        ? pool.oldest(REPEAT_COUNT, REPEAT_BYTES)
        : List.of();
  }
}
