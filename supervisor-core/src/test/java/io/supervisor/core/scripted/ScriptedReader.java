package io.supervisor.core.scripted;

import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.ValidatorId;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.crypto.KeyPair;
import io.supervisor.api.crypto.VerifiedPrecommit;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.api.proof.BlockProof;
import io.supervisor.core.blockchain.ChainReader;
import io.supervisor.core.blockchain.ExecutedBlock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Blocks as their one validator decided them.
 *
 * @param transactions by height
 */
public record ScriptedReader(
    List<ExecutedBlock> blocks, List<List<VerifiedTransaction>> transactions, KeyPair validator)
    implements ChainReader {
  @Override
  public Optional<BlockProof> block(Height height) {
    return at(height)
        .map(block ->
            new BlockProof(
                Canonical.toWire(block.header()),
                height.equals(Height.GENESIS) ? List.of() : List.of(precommit(block))));
  }

  private io.supervisor.wire.SignedMessage precommit(ExecutedBlock block) {
    return VerifiedPrecommit.sign(
            new ValidatorId(0),
            block.height().value(),
            1,
            Hash.ZERO,
            block.hash(),
            Instant.EPOCH,
            validator)
        .envelope()
        .toWire();
  }

  @Override
  public Optional<List<Hash>> transactionHashes(Height height) {
    return at(height)
        .map(block ->
            transactions.get(Math.toIntExact(height.value())).stream()
                .map(VerifiedTransaction::hash)
                .toList());
  }

  @Override
  public Optional<byte[]> transaction(Height height, int position) {
    return at(height)
        .map(block -> transactions.get(Math.toIntExact(height.value())).get(position).bytes());
  }

  private Optional<ExecutedBlock> at(Height height) {
    return height.value() < blocks.size()
        ? Optional.of(blocks.get(Math.toIntExact(height.value())))
        : Optional.empty();
  }
}
