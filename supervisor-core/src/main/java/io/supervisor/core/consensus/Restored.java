package io.supervisor.core.consensus;

import io.supervisor.core.consensus.message.Message;
import io.supervisor.core.consensus.message.Propose;
import io.supervisor.core.consensus.message.Verified;
import io.supervisor.core.consensus.vote.ProofOfLock;
import java.util.List;
import java.util.Optional;

/**
 * What the journal holds of the present epoch (docs/consensus.md, clause 40). Records of other
 * epochs are ignored, so the journal need not be cleared in step with commits.
 *
 * @param round the last round recorded, 0 if none
 * @param own every own proposal, prevote and precommit, in the order of the journal
 * @param proposals every proposal kept; their transactions are known again
 * @param lock the proof of the last lock recorded; empty if there is none
 */
public record Restored(
    int round,
    List<Verified<? extends Message>> own,
    List<Verified<Propose>> proposals,
    Optional<ProofOfLock> lock) {
  public Restored {
    own = List.copyOf(own);
    proposals = List.copyOf(proposals);
  }

  /** A node that did nothing yet in this epoch. */
  public static Restored nothing() {
    return new Restored(0, List.of(), List.of(), Optional.empty());
  }
}
