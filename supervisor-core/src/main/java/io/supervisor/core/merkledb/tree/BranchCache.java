package io.supervisor.core.merkledb.tree;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Branches by map, path and hash, a bounded number of them. A newer branch takes the place of the
 * older one at its path, or of another one. A hash names its branch for ever, so nothing in here
 * grows stale, whatever is rolled back, and all forks, snapshots and threads may share one.
 */
public final class BranchCache {
  private static final int SPREAD = 0x9e3779b1;

  private final AtomicReferenceArray<@Nullable Branch> slots;
  private final int shift;

  /**
   * @param capacity number of branches, each about 300 bytes; a power of two, at least 2
   */
  public BranchCache(int capacity) {
    if (Integer.bitCount(capacity) != 1 || capacity < 2) {
      throw new IllegalArgumentException("capacity: got " + capacity + ", want a power of two");
    }
    this.slots = new AtomicReferenceArray<>(capacity);
    this.shift = Integer.SIZE - Integer.numberOfTrailingZeros(capacity);
  }

  /**
   * The branch, or null.
   *
   * @param map tells maps apart; any number will do, some are faster
   */
  public @Nullable Branch get(int map, Node node) {
    var found = slots.getAcquire(slot(map, node));
    return found != null && found.self().equals(node) ? found : null;
  }

  public void put(int map, Branch branch) {
    slots.setRelease(slot(map, branch.self()), branch);
  }

  private int slot(int map, Node node) {
    return ((node.path().hashCode() ^ map) * SPREAD) >>> shift;
  }
}
