package io.supervisor.server.storage;

/**
 * When what lies on the heap is written to a new file. A checkpoint rewrites the whole state, so
 * changes pile up to a share of it first; what they may take of the heap is bounded.
 *
 * @param heapBytesMin changes of fewer bytes wait
 * @param heapBytesMax changes of this many bytes do not wait, however large the state; twice as
 *     many, and blocks wait for the checkpoint
 * @param blocksMax this many blocks do not wait if they are worth it, ten times as many never
 */
public record CheckpointPolicy(long heapBytesMin, long heapBytesMax, long blocksMax) {
  /** Changes are written when they have grown to this part of the state. */
  private static final int SHARE = 2;

  /** For many small blocks: a smaller part will do. */
  private static final int SMALL_SHARE = 16;

  private static final int BLOCKS_ALWAYS = 10;

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

  /**
   * From 64 MB on, or a sixteenth of a small heap; at most an eighth of the heap. On a machine that
   * executes thousands of transactions a second, writing takes about a twentieth of one core then.
   */
  public static CheckpointPolicy standard() {
    var heap = Runtime.getRuntime().maxMemory();
    return new CheckpointPolicy(Math.min(64L << 20, heap / 16), heap / 8, 1_000);
  }

  /**
   * @param fileBytes size of the newest file
   * @param heapBytes what the changes since take of the heap
   * @param blocks number of blocks since
   */
  boolean isDue(long fileBytes, long heapBytes, long blocks) {
    return heapBytes >= Math.clamp(fileBytes / SHARE, heapBytesMin, heapBytesMax)
        || (blocks >= blocksMax && heapBytes >= fileBytes / SMALL_SHARE)
        || blocks >= BLOCKS_ALWAYS * blocksMax;
  }

  boolean mustWait(long heapBytes) {
    return heapBytes >= 2 * heapBytesMax;
  }
}
