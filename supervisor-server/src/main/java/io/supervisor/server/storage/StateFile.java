package io.supervisor.server.storage;

import io.supervisor.core.merkledb.PersistentRecords;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mapdb.BTreeMap;
import org.mapdb.DB;
import org.mapdb.DBMaker;
import org.mapdb.Serializer;
import org.mapdb.serializer.GroupSerializer;

/**
 * A MapDB file that is finished: read only, by any number of threads, through a mapping. It holds a
 * whole state, or changes of it, where what was removed has the value {@link
 * PersistentRecords#REMOVED}. It is not closed but left to the garbage collector, which unmaps it
 * once no snapshot reads it any more; by then the file may long have been deleted.
 */
final class StateFile {
  private static final String WHOLE = "state";
  private static final String CHANGES = "changes";

  /** Measured: reads take half the time that they take with MapDB's 32. */
  private static final int NODE_SIZE = 16;

  private static final long GROWTH_BYTES = 8L << 20;

  private final DB database;
  private final BTreeMap<byte[], byte[]> records;
  private volatile @Nullable KeyFilter filter;

  private StateFile(DB database, BTreeMap<byte[], byte[]> records) {
    this.database = database;
    this.records = records;
  }

  /**
   * @param isWhole it holds a whole state, not changes
   * @throws org.mapdb.DBException if it is no such file, or was not closed
   */
  static StateFile open(Path file, boolean isWhole) {
    var maker = DBMaker.fileDB(file.toFile()).readOnly().fileMmapEnable().fileLockDisable();
    if (file.toFile().length() % GROWTH_BYTES == 0) {
      // MapDB maps what is above 2 GB in pieces, else of 1 MB: the kernel has 65,530 for a process.
      maker.allocateIncrement(GROWTH_BYTES);
    }
    var database = maker.make();
    return new StateFile(database, map(database, isWhole).open());
  }

  /**
   * A new file, to be written from records that ascend. Measured: through a mapping it takes less
   * than half the processor time that it takes through a channel, which is called for each node.
   */
  static DB create(Path file) {
    return DBMaker.fileDB(file.toFile())
        .fileMmapEnable()
        .fileLockDisable()
        .concurrencyDisable()
        .allocateIncrement(GROWTH_BYTES)
        .make();
  }

  static DB.TreeMapSink<byte[], byte[]> sink(DB database, boolean isWhole) {
    return map(database, isWhole).maxNodeSize(NODE_SIZE).createFromSink();
  }

  private static DB.TreeMapMaker<byte[], byte[]> map(DB database, boolean isWhole) {
    GroupSerializer<byte[]> values = isWhole ? Serializer.BYTE_ARRAY : ChangeSerializer.INSTANCE;
    return database.treeMap(isWhole ? WHOLE : CHANGES, Serializer.BYTE_ARRAY, values);
  }

  /**
   * From now on most keys that are not in here are found out without reading.
   *
   * @param keys has all of its keys
   */
  void filterBy(KeyFilter keys) {
    filter = keys;
  }

  boolean isFiltered() {
    return filter != null;
  }

  /** Null: it does not say. */
  byte @Nullable [] get(byte[] key) {
    var keys = filter;
    return keys == null || keys.mayContain(key) ? records.get(key) : null;
  }

  /** Records {@code from <= key < to}, ascending; to null = the last one. */
  Iterator<Map.Entry<byte[], byte[]>> scan(byte[] from, byte @Nullable [] to) {
    return records.entryIterator(from, true, to, false);
  }

  /** Requires that nothing reads it: for files that turned out to be wrong. */
  void close() {
    database.close();
  }
}
