package io.supervisor.server.storage;

import io.supervisor.api.Height;
import io.supervisor.core.merkledb.KeyValueView;
import io.supervisor.core.merkledb.Patch;
import io.supervisor.core.merkledb.Store;
import io.supervisor.server.storage.CheckpointSteps.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The state in MapDB files, each of which is written once and then only read.
 *
 * <p>The patch of a block goes to the heap. From time to time ({@link CheckpointPolicy}) a thread
 * in the background writes a new file of the whole state and verifies it; then snapshots read that
 * one, and the heap is rid of what it contains. After a crash the newest verified file counts, and
 * the journal redoes the blocks after {@link #fileHeight}. MapDB's own transactions are not used:
 * they do not survive a crash.
 *
 * <p>Blocks are counted: the first patch ever is that of the genesis block, height 0. One thread
 * applies patches; snapshots may be taken by any thread, cost nothing, and stay as they are.
 */
public final class MapDbStore implements Store, AutoCloseable {
  /** Objects and pointers around a record on the heap; about. */
  private static final int RECORD_OVERHEAD_BYTES = 96;

  private final CheckpointPolicy policy;
  private final CheckpointListener listener;
  private final CheckpointSteps steps;
  private final StateDirectory directory;
  private final CheckpointWriter writer;
  private final ExecutorService background =
      Executors.newSingleThreadExecutor(
          task -> Thread.ofPlatform().daemon().name("state-checkpoint").unstarted(task));

  private volatile Layers layers;
  private volatile boolean isClosed;

  // What follows is guarded by this object.
  private List<Sidecar> files;
  private long blocks;
  private long blocksInFile;
  private long patchBytes = 1;
  private long patchRecords = 1;
  private boolean isWriting;
  private @Nullable Throwable failure;

  private MapDbStore(
      StateDirectory directory,
      CheckpointPolicy policy,
      CheckpointListener listener,
      CheckpointSteps steps,
      List<Sidecar> files) {
    this.directory = directory;
    this.policy = policy;
    this.listener = listener;
    this.steps = steps;
    this.writer = new CheckpointWriter(directory, steps, () -> isClosed);
    this.files = files;
    this.blocks = files.isEmpty() ? 0 : files.getFirst().height().value() + 1;
    this.blocksInFile = blocks;
    this.layers =
        Layers.over(
            files.isEmpty()
                ? KeyValueView.EMPTY
                : StateFile.open(directory.data(files.getFirst().height())));
  }

  /**
   * Opens the newest verified file; damaged and unfinished ones are deleted. Reads all files once.
   *
   * @throws StateStoreException if the directory cannot be read or written
   */
  public static MapDbStore open(
      Path directory, CheckpointPolicy policy, CheckpointListener listener) {
    return open(directory, policy, listener, CheckpointSteps.UNWATCHED);
  }

  static MapDbStore open(
      Path path, CheckpointPolicy policy, CheckpointListener listener, CheckpointSteps steps) {
    var directory = new StateDirectory(path);
    try {
      return new MapDbStore(directory, policy, listener, steps, directory.recover(listener));
    } catch (IOException e) {
      throw new StateStoreException("state directory " + path + ": " + e.getMessage(), e);
    }
  }

  /** Height of the last block that the newest file contains; empty if there is no file. */
  public synchronized Optional<Height> fileHeight() {
    return files.isEmpty() ? Optional.empty() : Optional.of(files.getFirst().height());
  }

  /** Height of the last block; empty before genesis. */
  public synchronized Optional<Height> height() {
    return blocks == 0 ? Optional.empty() : Optional.of(new Height(blocks - 1));
  }

  /**
   * Up to here the journal is not needed: two verified files contain these blocks. Empty if there
   * are no two.
   */
  public synchronized Optional<Height> twiceInFiles() {
    return files.size() < StateDirectory.KEPT
        ? Optional.empty()
        : Optional.of(files.get(StateDirectory.KEPT - 1).height());
  }

  @Override
  public KeyValueView snapshot() {
    return layers;
  }

  /**
   * Makes a block's changes visible. Waits only when a checkpoint is so slow that the heap would
   * overflow.
   *
   * @throws StateStoreException if a checkpoint failed: the node has to stop
   */
  @Override
  public synchronized void apply(Patch patch) {
    awaitRoom();
    layers = layers.with(patch);
    blocks++;
    patchBytes += patch.bytes();
    patchRecords += patch.changes().size();
    var fileBytes = files.isEmpty() ? 0 : files.getFirst().bytes();
    if (!isWriting && policy.isDue(fileBytes, heapBytes(), blocks - blocksInFile)) {
      startCheckpoint();
    }
  }

  /** What the newer layer takes of the heap, from the average size of records. */
  private long heapBytes() {
    return layers.active().size() * (patchBytes / patchRecords + RECORD_OVERHEAD_BYTES);
  }

  private void awaitRoom() {
    requireSound();
    while (isWriting && policy.mustWait(heapBytes())) {
      awaitChange();
    }
    requireSound();
  }

  private void requireSound() {
    if (failure != null) {
      throw new StateStoreException("a checkpoint of the state failed", failure);
    }
    if (isClosed) {
      throw new StateStoreException("the state is closed");
    }
  }

  private void awaitChange() {
    try {
      wait();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StateStoreException("interrupted while a checkpoint was written", e);
    }
  }

  /**
   * Writes what is on the heap, and waits until it is verified: for an orderly stop, so that the
   * next start redoes nothing.
   *
   * @throws StateStoreException if it fails
   */
  public synchronized void checkpoint() {
    while (isWriting) {
      awaitChange();
    }
    requireSound();
    if (blocks > blocksInFile) {
      startCheckpoint();
    }
    while (isWriting) {
      awaitChange();
    }
    requireSound();
  }

  private void startCheckpoint() {
    isWriting = true;
    layers = layers.freeze();
    var state = layers;
    var height = new Height(blocks - 1);
    background.execute(() -> write(height, state));
  }

  private void write(Height height, Layers state) {
    try {
      var started = System.nanoTime();
      var written = writer.write(height, state);
      steps.before(Step.CHANGE_OVER);
      changeOver(written);
      steps.before(Step.DELETE_OLD);
      var upTo = prune();
      listener.checkpointWritten(
          height, written.sidecar().bytes(), Duration.ofNanos(System.nanoTime() - started));
      upTo.ifPresent(listener::checkpointsVerified);
      finish(null);
    } catch (CheckpointWriter.CancelledException e) {
      finish(null);
    } catch (IOException | RuntimeException | Error e) {
      try {
        listener.checkpointFailed(height, e);
      } finally {
        finish(e);
      }
    }
  }

  private synchronized void changeOver(CheckpointWriter.Written written) {
    layers = layers.changeOver(written.file());
    blocksInFile = written.sidecar().height().value() + 1;
    var all = new ArrayList<>(files);
    all.addFirst(written.sidecar());
    files = all;
  }

  private synchronized Optional<Height> prune() throws IOException {
    files = directory.prune(files);
    return twiceInFiles();
  }

  private synchronized void finish(@Nullable Throwable problem) {
    failure = problem;
    isWriting = false;
    notifyAll();
  }

  /**
   * Stops a checkpoint that is being written; what it would have contained is in the journal.
   * Snapshots may be read on.
   */
  @Override
  public void close() {
    isClosed = true;
    background.shutdown();
    try {
      while (!background.awaitTermination(1, TimeUnit.MINUTES)) {
        // It looks at isClosed before each record; what takes longer is a sync.
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StateStoreException("interrupted while the state was closed", e);
    }
  }
}
