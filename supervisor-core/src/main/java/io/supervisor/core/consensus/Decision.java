package io.supervisor.core.consensus;

import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.core.consensus.message.Precommit;
import io.supervisor.core.consensus.message.Propose;
import io.supervisor.core.consensus.message.Verified;
import java.util.List;

/**
 * Block agreed on.
 *
 * @param proposal the proposal whose execution gave the block; it names the proposer
 * @param round of the precommits
 * @param precommits the commit certificate: a quorum of one round, one proposal and one block, in
 *     order of validator id
 */
public record Decision(
    Height epoch,
    Verified<Propose> proposal,
    Hash blockHash,
    int round,
    List<Verified<Precommit>> precommits) {
  public Decision {
    precommits = List.copyOf(precommits);
  }
}
