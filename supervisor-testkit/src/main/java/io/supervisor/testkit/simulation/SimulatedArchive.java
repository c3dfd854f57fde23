package io.supervisor.testkit.simulation;

import io.supervisor.api.Height;
import io.supervisor.core.journal.BlockRecord;
import io.supervisor.core.journal.ChainArchive;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An archive that loses the blocks after the last sync, or some of them. */
final class SimulatedArchive implements ChainArchive {
  private final List<BlockRecord> blocks = new ArrayList<>();
  private int synced;

  void powerCut(Dice dice) {
    int kept = dice.between(synced, blocks.size());
    blocks.subList(kept, blocks.size()).clear();
  }

  /** Somebody has changed a block. */
  void replace(Height at, BlockRecord block) {
    blocks.set((int) at.value(), block);
  }

  /** Somebody has removed all blocks but these. */
  void cutTo(int length) {
    blocks.subList(length, blocks.size()).clear();
    synced = length;
  }

  @Override
  public long length() {
    return blocks.size();
  }

  @Override
  public void append(BlockRecord block) {
    if (block.height().value() != blocks.size()) {
      throw new IllegalStateException("block " + block.height() + " after " + blocks.size());
    }
    blocks.add(block);
  }

  @Override
  public Optional<BlockRecord> read(Height height) {
    return height.value() < blocks.size()
        ? Optional.of(blocks.get((int) height.value()))
        : Optional.empty();
  }

  @Override
  public void sync() {
    synced = blocks.size();
  }
}
