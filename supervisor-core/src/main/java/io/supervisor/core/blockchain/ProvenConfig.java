package io.supervisor.core.blockchain;

import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.proof.IndexProof;

/**
 * A consensus configuration, and the proof that a block brought it. It is in force from the next
 * block on; the block itself is certified by the validators before.
 *
 * @param proof of the hash of the configuration, index {@link CoreSchema#CONSENSUS_CONFIG}
 */
public record ProvenConfig(ConsensusConfig config, IndexProof proof) {}
