package io.supervisor.server.replay;

import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.api.proof.BlockProof;
import io.supervisor.core.blockchain.ChainReader;
import java.util.List;
import java.util.Optional;

/** The recorded blocks as a node keeps them. */
record RecordedBlocks(List<RecordedChain.Block> blocks) implements ChainReader {
  private Optional<RecordedChain.Block> find(Height height) {
    return height.value() < blocks.size()
        ? Optional.of(blocks.get((int) height.value()))
        : Optional.empty();
  }

  @Override
  public Optional<BlockProof> block(Height height) {
    return find(height)
        .map(block ->
            new BlockProof(
                Blocks.parse(block.header()),
                block.precommits().stream().map(Blocks::signed).toList()));
  }

  @Override
  public Optional<List<Hash>> transactionHashes(Height height) {
    return find(height)
        .map(block ->
            block.transactions().stream()
                .map(VerifiedTransaction::trusted)
                .map(VerifiedTransaction::hash)
                .toList());
  }

  @Override
  public Optional<byte[]> transaction(Height height, int position) {
    return find(height)
        .filter(block -> position < block.transactions().size())
        .map(block -> block.transactions().get(position));
  }
}
