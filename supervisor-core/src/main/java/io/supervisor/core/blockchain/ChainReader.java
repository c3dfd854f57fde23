package io.supervisor.core.blockchain;

import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.proof.BlockProof;
import java.util.List;
import java.util.Optional;

/**
 * Blocks as they were decided, which are not part of the state. Safe for use by many threads; may
 * read files, whose failure is an {@link java.io.UncheckedIOException}. It knows all blocks of a
 * snapshot, and may know later ones.
 */
public interface ChainReader {
  /** Block and precommits; empty if it is not known. Genesis has no precommits. */
  Optional<BlockProof> block(Height height);

  /** In order of execution; empty if the block is not known. */
  Optional<List<Hash>> transactionHashes(Height height);

  /**
   * Bytes of a SignedMessage as received; empty if there is no such block or position.
   *
   * @param position from zero
   */
  Optional<byte[]> transaction(Height height, int position);
}
