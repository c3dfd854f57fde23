package io.supervisor.server.storage;

/** Called before each step that changes the disk: where tests let a node die, or the disk fill. */
@FunctionalInterface
interface CheckpointSteps {
  CheckpointSteps UNWATCHED = step -> {};

  /** What is about to happen. */
  enum Step {
    RECORD,
    COMMIT,
    CLOSE,
    SYNC,
    VERIFY,
    RENAME,
    WRITE_CHECKPOINT,
    SYNC_CHECKPOINT,
    RENAME_CHECKPOINT,
    SYNC_DIRECTORY,
    CHANGE_OVER,
    DELETE_OLD
  }

  void before(Step step);

  /** What counts as free of the bytes that are. */
  default long free(long bytes) {
    return bytes;
  }
}
