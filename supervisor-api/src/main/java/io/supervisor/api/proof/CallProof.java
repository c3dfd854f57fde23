package io.supervisor.api.proof;

import io.supervisor.api.CallInBlock;
import io.supervisor.api.ExecutionError;
import io.supervisor.api.PublicKey;
import java.util.List;
import java.util.Optional;

/**
 * Proof of the outcome of one call, as it came: nothing is checked yet (wire.md section 3.3).
 *
 * @param errorDescription for people; nothing proves it
 */
public record CallProof(BlockProof blockProof, MapProof callProof, String errorDescription) {
  /**
   * Call with its outcome.
   *
   * @param error empty = the call succeeded; the description is empty
   */
  public record VerifiedCall(
      VerifiedBlock block, CallInBlock call, Optional<ExecutionError> error) {}

  /** Outcome of a call. */
  public Checked<VerifiedCall> check(List<PublicKey> consensusKeys, CallInBlock call) {
    return blockProof
        .check(consensusKeys)
        .flatMap(block ->
            block
                .call(callProof, call)
                .flatMap(error -> new Checked.Valid<>(new VerifiedCall(block, call, error))));
  }
}
