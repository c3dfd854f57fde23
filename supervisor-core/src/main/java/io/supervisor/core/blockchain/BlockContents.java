package io.supervisor.core.blockchain;

import io.supervisor.api.Height;
import io.supervisor.api.ValidatorId;
import io.supervisor.api.crypto.VerifiedTransaction;
import java.util.List;

/**
 * What consensus decides about a block; all else follows from the state before it.
 *
 * @param height also the epoch of the block, since blocks are never skipped
 * @param transactions in order of execution, admissible in the state before the block
 */
public record BlockContents(
    Height height, ValidatorId proposer, List<VerifiedTransaction> transactions) {
  public BlockContents {
    transactions = List.copyOf(transactions);
  }
}
