package io.supervisor.client;

import io.supervisor.api.ExecutionError;
import io.supervisor.api.Hash;
import io.supervisor.api.TxLocation;
import io.supervisor.api.proof.VerifiedBlock;
import java.util.Optional;

/**
 * Transaction that is part of the chain, verified.
 *
 * @param block which holds it
 * @param error why its execution failed; empty = it succeeded. Proven but for its description
 */
public record CommittedTransaction(
    Hash hash, TxLocation location, VerifiedBlock block, Optional<ExecutionError> error) {
  public boolean isSuccess() {
    return error.isEmpty();
  }

  /**
   * This transaction.
   *
   * @throws TransactionFailedException if its execution failed
   */
  public CommittedTransaction orElseThrow() {
    if (error.isPresent()) {
      throw new TransactionFailedException(this, error.get());
    }
    return this;
  }
}
