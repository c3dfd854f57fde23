package io.supervisor.testkit.simulation;

import io.supervisor.core.merkledb.KeyValueView;
import io.supervisor.core.merkledb.MemoryStore;
import io.supervisor.core.merkledb.Patch;
import io.supervisor.core.merkledb.Store;
import java.util.ArrayList;
import java.util.List;

/** A store that after a crash is back at its last checkpoint. */
final class SimulatedStore implements Store {
  private final List<Patch> patches = new ArrayList<>();
  private MemoryStore state = new MemoryStore();
  private int checkpoint;

  void powerCut() {
    patches.subList(checkpoint, patches.size()).clear();
    state = new MemoryStore();
    patches.forEach(state::apply);
  }

  /** All of its files are gone, or damaged. */
  void loseEverything() {
    checkpoint = 0;
    powerCut();
  }

  /** Keeps what is there now. Requires genesis. */
  void takeCheckpoint() {
    checkpoint = patches.size();
  }

  @Override
  public KeyValueView snapshot() {
    return state.snapshot();
  }

  @Override
  public void apply(Patch patch) {
    patches.add(patch);
    state.apply(patch);
  }
}
