package io.supervisor.server.storage;

import io.supervisor.api.Height;
import java.time.Duration;

/** Told by the thread that writes checkpoints: what takes long holds up the next one. */
public interface CheckpointListener {
  /** Hears nothing. */
  CheckpointListener NONE = new CheckpointListener() {};

  /**
   * A checkpoint was written and verified.
   *
   * @param bytes size of the file that was written for it
   */
  default void checkpointWritten(Height height, long bytes, Duration took) {}

  /**
   * Files were made one.
   *
   * @param bytes size of the new one
   */
  default void filesMerged(int files, long bytes, Duration took) {}

  /**
   * Files are not made one, or fewer are, because the disk has too little room for it; after the
   * next checkpoint the store looks again.
   *
   * @param bytes what they have together, which is the most that the new one could take
   * @param free bytes that the disk has left
   */
  default void mergePutOff(int files, long bytes, long free) {}

  /** Two verified states contain every block up to this one: the journal may forget them. */
  default void checkpointsVerified(Height upTo) {}

  /**
   * A checkpoint could not be written. The store refuses further blocks: the node has to stop.
   *
   * @param height of the block that it would have been of
   */
  default void checkpointFailed(Height height, Throwable cause) {}

  /** A file that was found at the start is damaged or unfinished, and was deleted. */
  default void fileDiscarded(String file, String reason) {}
}
