package io.supervisor.core.consensus.vote;

import io.supervisor.api.Hash;
import io.supervisor.core.consensus.message.Precommit;

/**
 * What a precommit is for, beside its round. Both hashes, or a lying precommit with a right block
 * and a wrong proposal would count (docs/consensus.md, clause 29).
 */
public record CommitTarget(Hash proposeHash, Hash blockHash) {
  public static CommitTarget of(Precommit precommit) {
    return new CommitTarget(precommit.proposeHash(), precommit.blockHash());
  }
}
