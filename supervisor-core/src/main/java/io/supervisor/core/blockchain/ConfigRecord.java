package io.supervisor.core.blockchain;

import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.Height;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.proof.MapProof;
import io.supervisor.api.proof.ProofMessages;

/**
 * A consensus configuration that came into force, with what proves it while the state that held it
 * first is long gone. It is no part of the state hash: the block proves it.
 *
 * @param height of the block whose state was the first to hold it
 * @param proof from index {@link CoreSchema#CONSENSUS_CONFIG} to the state hash of that block
 */
record ConfigRecord(Height height, ConsensusConfig config, MapProof proof) {
  static io.supervisor.wire.chain.ConfigRecord toWire(ConfigRecord record) {
    return io.supervisor.wire.chain.ConfigRecord.newBuilder()
        .setHeight(record.height.value())
        .setConfig(Canonical.toWire(record.config))
        .setProof(ProofMessages.toWire(record.proof))
        .build();
  }

  static ConfigRecord fromWire(io.supervisor.wire.chain.ConfigRecord message) {
    return new ConfigRecord(
        new Height(message.getHeight()),
        Canonical.fromWire(message.getConfig()),
        ProofMessages.fromWire(message.getProof()));
  }
}
