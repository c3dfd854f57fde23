package io.supervisor.server.storage;

import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.core.merkledb.KeyValueView;
import io.supervisor.core.merkledb.Snapshot;
import io.supervisor.server.storage.CheckpointSteps.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.BooleanSupplier;

/**
 * Writes a state to a new file: from the sorted records, closed, synced, read again and compared,
 * renamed. Only then does a sidecar say that it counts.
 */
final class CheckpointWriter {
  private static final byte[] FIRST = {};

  private final StateDirectory directory;
  private final CheckpointSteps steps;
  private final BooleanSupplier isCancelled;

  /** The store is being closed. */
  static final class CancelledException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** A state that is on disk for good. */
  record Written(Sidecar sidecar, StateFile file) {}

  CheckpointWriter(StateDirectory directory, CheckpointSteps steps, BooleanSupplier isCancelled) {
    this.directory = directory;
    this.steps = steps;
    this.isCancelled = isCancelled;
  }

  /**
   * @throws CancelledException if it was cancelled; unfinished files may be left
   */
  Written write(Height height, KeyValueView state) throws IOException {
    var file = directory.data(height);
    var unfinished = StateDirectory.unfinished(file);
    Files.deleteIfExists(unfinished);
    var written = writeRecords(unfinished, state);
    steps.before(Step.SYNC);
    StateDirectory.sync(unfinished);
    steps.before(Step.VERIFY);
    var keys = verify(unfinished, written);
    var sidecar =
        new Sidecar(
            height,
            new Snapshot(state).stateHash(),
            written.entries(),
            Files.size(unfinished),
            StateDirectory.hash(unfinished));
    steps.before(Step.RENAME);
    StateDirectory.rename(unfinished, file);
    steps.before(Step.SYNC_DIRECTORY);
    directory.sync();
    writeSidecar(sidecar);
    return new Written(sidecar, StateFile.open(file, keys));
  }

  private record Content(long entries, Hash hash) {
    static Content of(ContentDigest digest) {
      return new Content(digest.entries(), digest.hash());
    }
  }

  private Content writeRecords(Path file, KeyValueView state) {
    var digest = new ContentDigest();
    var database = StateFile.create(file);
    try (database) {
      var sink = StateFile.sink(database);
      var records = state.scan(FIRST, null);
      while (records.hasNext()) {
        requireWanted();
        steps.before(Step.RECORD);
        var entry = records.next();
        digest.add(entry.getKey(), entry.getValue());
        sink.put(entry.getKey(), entry.getValue());
      }
      sink.create();
      steps.before(Step.COMMIT);
      database.commit();
      steps.before(Step.CLOSE);
    }
    return Content.of(digest);
  }

  /** Returns a filter of the keys. */
  private KeyFilter verify(Path file, Content written) {
    var reopened = StateFile.open(file);
    try {
      var keys = new KeyFilter(written.entries());
      var digest = new ContentDigest();
      var records = reopened.scan(FIRST, null);
      while (records.hasNext()) {
        requireWanted();
        var entry = records.next();
        digest.add(entry.getKey(), entry.getValue());
        keys.add(entry.getKey());
      }
      var read = Content.of(digest);
      if (!read.equals(written)) {
        throw new StateStoreException(
            "state file " + file.getFileName() + ": got " + read + ", want " + written);
      }
      return keys;
    } finally {
      reopened.close();
    }
  }

  private void requireWanted() {
    if (isCancelled.getAsBoolean()) {
      throw new CancelledException();
    }
  }

  private void writeSidecar(Sidecar sidecar) throws IOException {
    var file = directory.sidecar(sidecar.height());
    var unfinished = StateDirectory.unfinished(file);
    steps.before(Step.WRITE_SIDECAR);
    Files.write(
        unfinished,
        sidecar.encode(),
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE);
    steps.before(Step.SYNC_SIDECAR);
    StateDirectory.sync(unfinished);
    steps.before(Step.RENAME_SIDECAR);
    StateDirectory.rename(unfinished, file);
    steps.before(Step.SYNC_DIRECTORY);
    directory.sync();
  }
}
