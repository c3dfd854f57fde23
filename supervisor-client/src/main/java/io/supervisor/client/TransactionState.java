package io.supervisor.client;

import io.supervisor.api.crypto.VerifiedTransaction;

/** What a node knows of a transaction. */
public sealed interface TransactionState {
  /** It waits for a block, as this node says. */
  record Pooled(VerifiedTransaction transaction) implements TransactionState {}

  /** It is part of the chain. */
  record Committed(VerifiedTransaction transaction, CommittedTransaction committed)
      implements TransactionState {}

  /** The transaction itself; its signature is verified. */
  VerifiedTransaction transaction();
}
