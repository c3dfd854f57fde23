package io.supervisor.server.storage;

import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.server.storage.CheckpointSteps.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;

/**
 * Writes records to a new file: closed, synced, read again and compared, renamed. It does not count
 * before a checkpoint names it.
 */
final class LevelWriter {
  private static final byte[] FIRST = {};

  private final StateDirectory directory;
  private final CheckpointSteps steps;
  private final Pause pause;

  /** A file that is on disk for good. */
  record Written(Level level, StateFile file) {}

  LevelWriter(StateDirectory directory, CheckpointSteps steps, Pause pause) {
    this.directory = directory;
    this.steps = steps;
    this.pause = pause;
  }

  /**
   * Unfinished files may be left if it fails.
   *
   * @param records in ascending order
   */
  Written write(Height first, Height last, Iterator<Map.Entry<byte[], byte[]>> records)
      throws IOException {
    var file = directory.data(first, last);
    var isWhole = first.equals(Height.GENESIS);
    var unfinished = StateDirectory.unfinished(file);
    Files.deleteIfExists(unfinished);
    var written = writeRecords(unfinished, isWhole, records);
    steps.before(Step.SYNC);
    StateDirectory.sync(unfinished);
    steps.before(Step.VERIFY);
    var keys = verify(unfinished, isWhole, written);
    var level =
        new Level(
            first,
            last,
            written.entries(),
            Files.size(unfinished),
            StateDirectory.hash(unfinished, pause));
    steps.before(Step.RENAME);
    StateDirectory.rename(unfinished, file);
    steps.before(Step.SYNC_DIRECTORY);
    directory.sync();
    var opened = StateFile.open(file, isWhole);
    opened.filterBy(keys);
    return new Written(level, opened);
  }

  private record Content(long entries, Hash hash) {
    static Content of(ContentDigest digest) {
      return new Content(digest.entries(), digest.hash());
    }
  }

  private Content writeRecords(
      Path file, boolean isWhole, Iterator<Map.Entry<byte[], byte[]>> records) throws IOException {
    var digest = new ContentDigest();
    var database = StateFile.create(file);
    try (database) {
      var sink = StateFile.sink(database, isWhole);
      while (records.hasNext()) {
        pause.take();
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

  private KeyFilter verify(Path file, boolean isWhole, Content written) throws IOException {
    var reopened = StateFile.open(file, isWhole);
    try {
      var keys = new KeyFilter(written.entries());
      var digest = new ContentDigest();
      var records = reopened.scan(FIRST, null);
      while (records.hasNext()) {
        pause.take();
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

  /** Builds the filter of a file that was found at the start. */
  void filter(StateFile file, Level level) throws IOException {
    var keys = new KeyFilter(level.entries());
    var records = file.scan(FIRST, null);
    while (records.hasNext()) {
      pause.take();
      keys.add(records.next().getKey());
    }
    file.filterBy(keys);
  }
}
