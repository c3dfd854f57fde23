package io.supervisor.testkit;

import io.supervisor.api.CallInBlock;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.api.proof.BlockProof;
import io.supervisor.api.proof.InvalidProofException;
import io.supervisor.api.proof.VerifiedBlock;
import io.supervisor.core.blockchain.Proofs;

/**
 * Believes what is proven, as clients outside of the network do: that a quorum of validators has
 * signed a block, and that data hang on it. Made by {@link TestNetwork#lightClient}, for one state.
 *
 * <p>Everything here throws {@link InvalidProofException} if a proof is not valid.
 */
public final class LightClient {
  private final Proofs proofs;
  private final DecidedBlocks blocks;
  private final Hash genesis;

  LightClient(Proofs proofs, DecidedBlocks blocks, Hash genesis) {
    this.proofs = proofs;
    this.blocks = blocks;
    this.genesis = genesis;
  }

  /**
   * A block, by the precommits of its validators; genesis by its hash.
   *
   * @throws IllegalArgumentException if there is no such block
   */
  public VerifiedBlock block(Height height) {
    return check(
        proofs.block(height).orElseThrow(() -> new IllegalArgumentException("no block " + height)));
  }

  private VerifiedBlock check(BlockProof proof) {
    var height = new Height(proof.block().getHeight());
    if (height.equals(Height.GENESIS)) {
      return proof.check(genesis).orElseThrow();
    }
    var config = blocks.at(height).orElseThrow().config();
    return proof.check(config.consensusKeys()).orElseThrow();
  }

  /**
   * Object hash of a Merkelized index in the last state.
   *
   * @param fullName with the name of the instance, such as {@code wallet.wallets}
   */
  public Hash index(String fullName) {
    var proof = proofs.index(fullName);
    return check(proof.blockProof()).index(proof.indexProof(), fullName).orElseThrow();
  }

  /**
   * What came of a committed transaction: that it stands in its block, and whether it failed. The
   * error has no description, because nothing proves one.
   *
   * @throws IllegalArgumentException if it is not committed
   */
  public CallResult result(VerifiedTransaction transaction) {
    var location =
        proofs
            .location(transaction.hash())
            .orElseThrow(() -> new IllegalArgumentException(transaction + " is not committed"));
    var block = block(location.height());
    block.transaction(proofs.location(location), transaction.hash()).orElseThrow();
    var call = new CallInBlock.Transaction(location.position());
    var proof = proofs.call(location.height(), call).orElseThrow();
    return CallResult.of(block.call(proof.callProof(), call).orElseThrow());
  }
}
