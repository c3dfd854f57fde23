package io.supervisor.server.storage;

import io.supervisor.api.Height;
import io.supervisor.core.merkledb.KeyValueView;
import io.supervisor.core.merkledb.Patch;
import io.supervisor.core.merkledb.PersistentRecords;
import io.supervisor.core.merkledb.Snapshot;
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
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The state in MapDB files, each of which is written once and then only read.
 *
 * <p>The patch of a block goes to the heap. From time to time ({@link CheckpointPolicy}) a thread
 * in the background writes these changes to a new file and verifies it; then snapshots read that
 * one, over the files that there are, and the heap is rid of what it contains. The same thread
 * makes files one, so that they stay few; when changes are to be written meanwhile, it does that
 * first. So a record is written a few times, however large the state (P. O'Neil et al., The
 * Log-Structured Merge-Tree, 1996). After a crash the newest verified checkpoint counts, and the
 * journal redoes the blocks after {@link #fileHeight}. MapDB's own transactions are not used: they
 * do not survive a crash.
 *
 * <p>Blocks are counted: the first patch ever is that of the genesis block, height 0. One thread
 * applies patches; snapshots may be taken by any thread, cost nothing, and stay as they are.
 */
public final class MapDbStore implements Store, AutoCloseable {
  /** Objects and pointers around a record on the heap; about. */
  private static final int RECORD_OVERHEAD_BYTES = 96;

  /** More than a merge finds, unless checkpoints outrun it or merges have been put off. */
  private static final int FILES_MAX = 32;

  /** Left free by merges, for the journal and the next checkpoint. */
  private static final long RESERVED_BYTES = 512L << 20;

  private final CheckpointPolicy policy;
  private final CheckpointListener listener;
  private final CheckpointSteps steps;
  private final StateDirectory directory;
  private final LevelWriter writer;
  private final ExecutorService background =
      Executors.newSingleThreadExecutor(
          task -> Thread.ofPlatform().daemon().name("state-checkpoint").unstarted(task));

  private volatile Layers layers;
  private volatile boolean isClosed;

  /** What is frozen; empty = it is being written, or nothing is. */
  private volatile Optional<Frozen> pending = Optional.empty();

  // What follows is guarded by this object.
  /** Newest first; the files of the first one are those of the layers. */
  private List<Checkpoint> checkpoints;

  private long blocks;
  private long blocksInFiles;
  private boolean isWriting;
  private @Nullable Throwable failure;

  /**
   * Changes that wait for their file.
   *
   * @param state which they belong to
   */
  private record Frozen(Height first, Height last, Layers state) {}

  /** The store is being closed. */
  private static final class ClosedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private MapDbStore(
      StateDirectory directory,
      CheckpointPolicy policy,
      CheckpointListener listener,
      CheckpointSteps steps,
      List<Checkpoint> checkpoints) {
    this.directory = directory;
    this.policy = policy;
    this.listener = listener;
    this.steps = steps;
    this.writer = new LevelWriter(directory, steps, this::pause);
    this.checkpoints = checkpoints;
    this.blocks = checkpoints.isEmpty() ? 0 : checkpoints.getFirst().height().value() + 1;
    this.blocksInFiles = blocks;
    this.layers = Layers.over(levels().stream().map(directory::open).toList());
  }

  /**
   * Opens the newest verified state; damaged and unfinished files are deleted. Reads all files
   * once.
   *
   * @throws StateStoreException if the directory cannot be read or written
   */
  public static MapDbStore open(
      Path directory, CheckpointPolicy policy, CheckpointListener listener) {
    return open(directory, policy, listener, CheckpointSteps.UNWATCHED);
  }

  static MapDbStore open(
      Path path, CheckpointPolicy policy, CheckpointListener listener, CheckpointSteps steps) {
    var directory = new StateDirectory(path, steps);
    try {
      var store = new MapDbStore(directory, policy, listener, steps, directory.recover(listener));
      store.background.execute(store::work);
      return store;
    } catch (IOException e) {
      throw new StateStoreException("state directory " + path + ": " + e.getMessage(), e);
    }
  }

  /** Height of the last block that the newest file contains; empty if there is no file. */
  public synchronized Optional<Height> fileHeight() {
    return checkpoints.stream().findFirst().map(Checkpoint::height);
  }

  /** Height of the last block; empty before genesis. */
  public synchronized Optional<Height> height() {
    return blocks == 0 ? Optional.empty() : Optional.of(new Height(blocks - 1));
  }

  /**
   * Up to here the journal is not needed: two verified states contain these blocks. Empty if there
   * are no two.
   */
  public synchronized Optional<Height> twiceInFiles() {
    return checkpoints.size() < StateDirectory.KEPT
        ? Optional.empty()
        : Optional.of(checkpoints.get(StateDirectory.KEPT - 1).height());
  }

  private synchronized List<Level> levels() {
    return checkpoints.isEmpty() ? List.of() : checkpoints.getFirst().levels();
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
    if (!isWriting && policy.isDue(heapBytes(layers.active()), blocks - blocksInFiles)) {
      startCheckpoint();
    }
  }

  private static long heapBytes(PersistentRecords records) {
    return records.bytes() + records.size() * RECORD_OVERHEAD_BYTES;
  }

  private void awaitRoom() {
    requireSound();
    while (isWriting && policy.mustWait(heapBytes(layers.frozen()) + heapBytes(layers.active()))) {
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
    if (blocks > blocksInFiles) {
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
    pending = Optional.of(new Frozen(new Height(blocksInFiles), new Height(blocks - 1), layers));
    try {
      background.execute(this::work);
    } catch (RejectedExecutionException e) {
      isWriting = false;
      throw new StateStoreException("the state is closed", e);
    }
  }

  /** All that the thread in the background does; nothing after a failure. */
  private void work() {
    if (hasFailed()) {
      return;
    }
    try {
      writeFrozen();
      filterFiles();
      for (var count = mergeable(); count > 1; count = mergeable()) {
        merge(count);
      }
    } catch (ClosedException e) {
      stopWriting(null);
    } catch (IOException | RuntimeException | Error e) {
      try {
        listener.checkpointFailed(height().orElse(Height.GENESIS), e);
      } finally {
        stopWriting(e);
      }
    }
  }

  /** While a file is written or read. With very many files, merging them comes first. */
  private void pause() throws IOException {
    if (isClosed) {
      throw new ClosedException();
    }
    if (pending.isPresent() && levels().size() < FILES_MAX) {
      writeFrozen();
    }
  }

  private void writeFrozen() throws IOException {
    var frozen = pending;
    if (frozen.isEmpty()) {
      return;
    }
    pending = Optional.empty();
    write(frozen.orElseThrow());
    stopWriting(null);
  }

  private void write(Frozen frozen) throws IOException {
    var started = System.nanoTime();
    var state = frozen.state();
    var written = writer.write(frozen.first(), frozen.last(), state.frozenRecords());
    var levels = new ArrayList<>(levels());
    levels.addFirst(written.level());
    var checkpoint = new Checkpoint(frozen.last(), new Snapshot(state).stateHash(), levels);
    directory.publish(checkpoint);
    steps.before(Step.CHANGE_OVER);
    var before = changeOver(checkpoint, written.file());
    forget(before);
    listener.checkpointWritten(frozen.last(), written.level().bytes(), since(started));
    twiceInFiles().ifPresent(listener::checkpointsVerified);
  }

  private synchronized List<Checkpoint> changeOver(Checkpoint checkpoint, StateFile file) {
    layers = layers.thawedOver(file);
    blocksInFiles = checkpoint.height().value() + 1;
    var before = new ArrayList<>(checkpoints);
    before.addFirst(checkpoint);
    checkpoints = List.copyOf(before.subList(0, Math.min(StateDirectory.KEPT, before.size())));
    return before;
  }

  private void forget(List<Checkpoint> before) throws IOException {
    steps.before(Step.DELETE_OLD);
    directory.forget(before, checkpoints());
  }

  private synchronized List<Checkpoint> checkpoints() {
    return checkpoints;
  }

  /** A checkpoint brings a filter along; a file that was found at the start has none yet. */
  private void filterFiles() throws IOException {
    var files = layers.files();
    var levels = levels();
    for (var i = 0; i < files.size(); i++) {
      if (!files.get(i).isFiltered()) {
        writer.filter(files.get(i), levels.get(i));
      }
    }
  }

  /** As many as the disk has room for: making files one can wait, the journal cannot. */
  private int mergeable() {
    var levels = levels();
    var free = steps.free(directory.freeBytes());
    var wanted = CheckpointPolicy.mergeable(levels, Long.MAX_VALUE);
    var possible = CheckpointPolicy.mergeable(levels, free - RESERVED_BYTES);
    if (possible < wanted) {
      var bytes = levels.subList(0, wanted).stream().mapToLong(Level::bytes).sum();
      listener.mergePutOff(wanted, bytes, free);
    }
    return possible;
  }

  private void merge(int count) throws IOException {
    var started = System.nanoTime();
    var levels = List.copyOf(levels().subList(0, count));
    var files = List.copyOf(layers.files().subList(0, count));
    var first = levels.getLast().first();
    var last = levels.getFirst().last();
    var written = writer.write(first, last, Layers.merge(files, first.equals(Height.GENESIS)));
    // What has rotted since it was verified must not become sound by being copied.
    for (var level : levels) {
      directory.requireSound(level, this::pause);
    }
    // Newer files may lie over these by now.
    var before = checkpoints();
    var merged = before.getFirst().merged(levels, written.level());
    directory.publish(merged);
    steps.before(Step.CHANGE_OVER);
    changeOver(merged, files, written.file());
    forget(before);
    listener.filesMerged(count, written.level().bytes(), since(started));
  }

  private synchronized void changeOver(Checkpoint merged, List<StateFile> files, StateFile file) {
    layers = layers.merged(files, file);
    var after = new ArrayList<>(checkpoints);
    after.set(0, merged);
    checkpoints = List.copyOf(after);
  }

  private static Duration since(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime);
  }

  private synchronized boolean hasFailed() {
    return failure != null;
  }

  private synchronized void stopWriting(@Nullable Throwable problem) {
    if (problem != null) {
      failure = problem;
    }
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
    var isInterrupted = false;
    while (!background.isTerminated()) {
      try {
        // It looks at isClosed before each record; what takes longer is a sync.
        background.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        // The folder may be another's as soon as this returns.
        isInterrupted = true;
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
