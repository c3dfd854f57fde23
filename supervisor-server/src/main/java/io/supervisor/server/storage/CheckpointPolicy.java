package io.supervisor.server.storage;

import java.util.List;

/**
 * When what lies on the heap is written to a file, and when files are made one.
 *
 * @param heapBytesMin changes of fewer bytes wait
 * @param heapBytesMax with changes of this many bytes blocks wait for the checkpoint
 * @param blocksMax this many blocks do not wait if they are worth it, ten times as many never
 */
public record CheckpointPolicy(long heapBytesMin, long heapBytesMax, long blocksMax) {
  /** For many small blocks: this part of the bytes will do. */
  private static final int SMALL_SHARE = 16;

  private static final int BLOCKS_ALWAYS = 10;

  private static final long LAYER_BYTES_MAX = 256L << 20;

  /** A file is written again when those over it are together this many times as large. */
  private static final int MERGED_SHARE = 2;

  public CheckpointPolicy {
    if (heapBytesMin < 1 || heapBytesMax < heapBytesMin || blocksMax < 1) {
      throw new IllegalArgumentException(
          "checkpoints: got bytes "
              + heapBytesMin
              + " to "
              + heapBytesMax
              + ", blocks "
              + blocksMax);
    }
  }

  /** An eighth of the heap is written, at most 256 MB of it; at a quarter of it blocks wait. */
  public static CheckpointPolicy standard() {
    var heap = Runtime.getRuntime().maxMemory();
    return new CheckpointPolicy(Math.min(LAYER_BYTES_MAX, heap / 8), heap / 4, 1_000);
  }

  /**
   * @param heapBytes what the changes since the last checkpoint take of the heap
   * @param blocks number of blocks since
   */
  boolean isDue(long heapBytes, long blocks) {
    return heapBytes >= heapBytesMin
        || (blocks >= blocksMax && heapBytes >= heapBytesMin / SMALL_SHARE)
        || blocks >= BLOCKS_ALWAYS * blocksMax;
  }

  boolean mustWait(long heapBytes) {
    return heapBytes >= heapBytesMax;
  }

  /**
   * How many files, from the newest on, are to be made one; less than two = none. So a record is
   * written again only when what it is written with is twice as much: as often as the state grew
   * threefold since. And stale records take at most twice as much as the state.
   *
   * @param levels newest first
   * @param bytesMax of all that are made one, together
   */
  static int mergeable(List<Level> levels, long bytesMax) {
    var count = 0;
    var newer = 0L;
    for (var i = 0; i < levels.size(); i++) {
      var bytes = levels.get(i).bytes();
      if (newer >= MERGED_SHARE * bytes && newer + bytes <= bytesMax) {
        count = i + 1;
      }
      newer += bytes;
    }
    return count;
  }
}
