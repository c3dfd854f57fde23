package io.supervisor.api.proof;

import io.supervisor.api.Hash;
import io.supervisor.api.PublicKey;
import io.supervisor.wire.Block;
import io.supervisor.wire.SignedMessage;
import java.util.List;

/** Block with precommits, as it came: nothing is checked yet (wire.md section 3.4). */
public record BlockProof(Block block, List<SignedMessage> precommits) {
  public BlockProof {
    precommits = List.copyOf(precommits);
  }

  /**
   * Whether more than two thirds of the validators decided on the block, all in one round. The
   * original's verifiers do not compare rounds; every proof that an honest node makes has one only,
   * and precommits of several rounds may exist for a block that was not decided.
   *
   * @param consensusKeys of the validators at the time, by validator id: those of the configuration
   *     before this block
   */
  public Checked<VerifiedBlock> check(List<PublicKey> consensusKeys) {
    return BlockRules.OURS.check(this, consensusKeys);
  }

  /**
   * Whether this is the block with a trusted hash: the only way to trust genesis, which has no
   * precommits. Precommits are not looked at.
   */
  public Checked<VerifiedBlock> check(Hash trusted) {
    return BlockRules.checkHash(this, trusted);
  }
}
