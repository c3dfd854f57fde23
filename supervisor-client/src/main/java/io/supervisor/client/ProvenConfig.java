package io.supervisor.client;

import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.proof.Checked;
import io.supervisor.api.proof.IndexProof;
import io.supervisor.api.proof.ProofError.Reason;
import io.supervisor.api.proof.ProofMessages;
import io.supervisor.api.proof.VerifiedBlock;
import io.supervisor.wire.Config;

/**
 * A consensus configuration with a proof that the state after a block held it, consistent in
 * itself; whether the block is one to be trusted is asked elsewhere.
 */
record ProvenConfig(ConsensusConfig config, IndexProof proof) {
  /**
   * @throws UnverifiedException if the two do not belong together
   */
  static ProvenConfig of(Node node, Config config, io.supervisor.wire.IndexProof proof) {
    try {
      var wire = Canonical.parse(Config.parser(), config.toByteString());
      var proven = new ProvenConfig(Canonical.fromWire(wire), ProofMessages.fromWire(proof));
      proven.check(node);
      return proven;
    } catch (IllegalArgumentException e) {
      throw Verifier.lie(node, Reason.MALFORMED, String.valueOf(e.getMessage()));
    }
  }

  private void check(Node node) {
    var hash = Canonical.hash(Canonical.fromWire(proof.blockProof().block()));
    // Only for the state hash.
    VerifiedBlock block = Verifier.believe(node, proof.blockProof().check(hash));
    var index = Verifier.believe(node, block.index(proof.indexProof(), Verifier.CONFIG_INDEX));
    if (!index.equals(Canonical.hash(Canonical.toWire(config)))) {
      throw Verifier.lie(
          node, Reason.WRONG_HASH, "the configuration is not the one that is proven");
    }
  }

  boolean isOfGenesis() {
    return height() == 0;
  }

  /** Height of the block that brought the configuration; unsigned. */
  long height() {
    return proof.blockProof().block().getHeight();
  }

  /** The block that brought the configuration, which the validators before have to certify. */
  Checked<VerifiedBlock> certifiedBy(ValidatorSets validators) {
    return proof.blockProof().check(validators.newest());
  }
}
