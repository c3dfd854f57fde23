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
