package io.supervisor.client;

import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.proof.VerifiedBlock;

/**
 * Where the ledger stands on a node.
 *
 * @param block the last block; verified
 * @param config the configuration after it; verified
 * @param genesis names the network, as the node says
 * @param poolSize transactions that wait on this node, as it says
 * @param rules number of the rules that the network follows, as the node says
 */
public record LedgerStatus(
    VerifiedBlock block, ConsensusConfig config, Hash genesis, long poolSize, int rules) {
  public Height height() {
    return block.height();
  }
}
