package io.supervisor.server.node;

import com.google.protobuf.ByteString;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.proof.BlockProof;
import io.supervisor.core.blockchain.ChainReader;
import io.supervisor.core.journal.BlockRecord;
import io.supervisor.core.journal.ChainArchive;
import io.supervisor.wire.SignedMessage;
import java.util.List;
import java.util.Optional;

/** Blocks of the archive as clients ask for them. The last one asked for is kept at hand. */
final class ArchivedChain implements ChainReader {
  private final ChainArchive archive;
  // Clients follow the chain, so the same block is asked for again and again.
  private volatile Optional<Recent> recent = Optional.empty();

  private record Recent(Height height, BlockRecord block) {}

  ArchivedChain(ChainArchive archive) {
    this.archive = archive;
  }

  @Override
  public Optional<BlockProof> block(Height height) {
    return record(height)
        .map(block ->
            new BlockProof(
                block.block(), block.precommits().stream().map(ArchivedChain::parse).toList()));
  }

  @Override
  public Optional<List<Hash>> transactionHashes(Height height) {
    return record(height).map(BlockRecord::transactionHashes);
  }

  @Override
  public Optional<byte[]> transaction(Height height, int position) {
    return record(height)
        .map(BlockRecord::transactions)
        .filter(all -> position >= 0 && position < all.size())
        .map(all -> all.get(position).toByteArray());
  }

  private Optional<BlockRecord> record(Height height) {
    var known = recent;
    if (known.isPresent() && known.get().height().equals(height)) {
      return known.map(Recent::block);
    }
    var read = archive.read(height);
    read.ifPresent(block -> recent = Optional.of(new Recent(height, block)));
    return read;
  }

  private static SignedMessage parse(ByteString bytes) {
    try {
      return SignedMessage.parseFrom(bytes);
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new IllegalStateException("the archive holds a precommit that is no message", e);
    }
  }
}
