package io.supervisor.testkit;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.BlockHeader;
import io.supervisor.api.CallInBlock;
import io.supervisor.api.ExecutionError;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.core.blockchain.CallError;
import io.supervisor.core.blockchain.ExecutedBlock;
import io.supervisor.core.runtime.AfterCommit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A committed block with what came of its calls.
 *
 * @param transactions in order of execution
 * @param hookFailures hooks after the commit that threw, of any node: nothing records them
 * @param missing artifacts that the block has registered, but no node can deploy, and why: the
 *     first block that needs one cannot be executed
 */
public record TestBlock(
    ExecutedBlock executed,
    List<VerifiedTransaction> transactions,
    List<AfterCommit.HookFailure> hookFailures,
    Map<ArtifactId, ExecutionError> missing) {
  public TestBlock {
    transactions = List.copyOf(transactions);
    hookFailures = List.copyOf(hookFailures);
    missing = Map.copyOf(missing);
  }

  public Height height() {
    return executed.height();
  }

  public Hash hash() {
    return executed.hash();
  }

  public BlockHeader header() {
    return executed.header();
  }

  /**
   * What came of a transaction.
   *
   * @param position from 0
   */
  public CallResult result(int position) {
    if (position < 0 || position >= transactions.size()) {
      throw new IndexOutOfBoundsException(
          "block " + height() + ": got position " + position + " of " + transactions.size());
    }
    return CallResult.of(error(new CallInBlock.Transaction(position)));
  }

  /**
   * What came of a transaction.
   *
   * @throws IllegalArgumentException if this block does not have it
   */
  public CallResult result(VerifiedTransaction transaction) {
    var position = transactions.indexOf(transaction);
    if (position < 0) {
      throw new IllegalArgumentException("block " + height() + " has no " + transaction);
    }
    return result(position);
  }

  /** Error of a transaction or hook; empty if it succeeded, or there was none. */
  public Optional<ExecutionError> error(CallInBlock call) {
    return executed.errors().stream()
        .filter(error -> error.call().equals(call))
        .map(CallError::error)
        .findFirst();
  }

  /**
   * Goes on if nothing failed: no call of the block, no hook, no deployment.
   *
   * @throws IllegalStateException with all failures
   */
  public TestBlock orElseThrow() {
    if (!executed.errors().isEmpty() || !hookFailures.isEmpty() || !missing.isEmpty()) {
      throw new IllegalStateException(
          "block "
              + height()
              + ": failed calls "
              + executed.errors()
              + ", failed hooks "
              + hookFailures
              + ", not deployed "
              + missing);
    }
    return this;
  }
}
