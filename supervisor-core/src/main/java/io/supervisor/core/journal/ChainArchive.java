package io.supervisor.core.journal;

import io.supervisor.api.Height;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * All blocks of the chain with their transactions, from genesis on. Written by the one thread that
 * owns the replica, read and synced by any. What it loses in a crash comes back from the journal,
 * so that appending need not wait for the disk.
 *
 * <p>Every method throws {@link UncheckedIOException} if the disk fails; the node must then stop.
 */
public interface ChainArchive {
  /** Number of blocks: they have the heights [0, length). */
  long length();

  /** Requires the height {@link #length()}. Visible to readers on return, durable after a sync. */
  void append(BlockRecord block);

  /** Empty if the height is not below {@link #length()}. */
  Optional<BlockRecord> read(Height height);

  /**
   * Makes every block durable that was appended before the call; blocks may be appended meanwhile.
   */
  void sync();
}
