package io.supervisor.core.merkledb;

import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Immutable sorted records. A changed copy shares with its original what did not change: it costs a
 * few small arrays for each change, however many records there are.
 */
public final class PersistentRecords {
  public static final PersistentRecords EMPTY = new PersistentRecords(new RecordTrie(), 0);

  /** Value of what {@link #layeredWith} removed; compared by identity. */
  public static final byte[] REMOVED = new byte[0];

  private final RecordTrie records;
  private final long bytes;

  private PersistentRecords(RecordTrie records, long bytes) {
    this.records = records;
    this.bytes = bytes;
  }

  /** Number of records, {@link #REMOVED} ones included. */
  public long size() {
    return records.size();
  }

  /** Sizes of all keys and values together. */
  public long bytes() {
    return bytes;
  }

  public byte @Nullable [] get(byte[] key) {
    return records.get(key);
  }

  /** Records {@code from <= key < to}, ascending; to null = the last one. */
  public Iterator<Map.Entry<byte[], byte[]>> scan(byte[] from, byte @Nullable [] to) {
    return records.scan(from, to);
  }

  /** A copy with the changes of a patch. */
  public PersistentRecords with(Patch patch) {
    var changed = new RecordTrie(records);
    var size = bytes;
    for (var change : patch.changes()) {
      var key = change.key();
      var value = change.value();
      var before = value == null ? changed.remove(key) : changed.put(key, value);
      size += bytes(key, value) - bytes(key, before);
    }
    return new PersistentRecords(changed, size);
  }

  /** A copy with the changes of a patch, where what is removed has the value {@link #REMOVED}. */
  public PersistentRecords layeredWith(Patch patch) {
    var changed = new RecordTrie(records);
    var size = bytes;
    for (var change : patch.changes()) {
      var key = change.key();
      var value = change.value() == null ? REMOVED : change.value();
      size += bytes(key, value) - bytes(key, changed.put(key, value));
    }
    return new PersistentRecords(changed, size);
  }

  private static long bytes(byte[] key, byte @Nullable [] value) {
    return value == null ? 0 : key.length + value.length;
  }
}
