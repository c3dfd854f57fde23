package io.supervisor.core.merkledb;

import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Immutable sorted records. A changed copy shares with its original what did not change: it costs a
 * few small arrays for each change, however many records there are.
 */
public final class PersistentRecords {
  public static final PersistentRecords EMPTY = new PersistentRecords(new RecordTrie());

  /** Value of what {@link #layeredWith} removed; compared by identity. */
  public static final byte[] REMOVED = new byte[0];

  private final RecordTrie records;

  private PersistentRecords(RecordTrie records) {
    this.records = records;
  }

  /** Number of records, {@link #REMOVED} ones included. */
  public long size() {
    return records.size();
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
    for (var change : patch.changes()) {
      var value = change.value();
      if (value == null) {
        changed.remove(change.key());
      } else {
        changed.put(change.key(), value);
      }
    }
    return new PersistentRecords(changed);
  }

  /** A copy with the changes of a patch, where what is removed has the value {@link #REMOVED}. */
  public PersistentRecords layeredWith(Patch patch) {
    var changed = new RecordTrie(records);
    for (var change : patch.changes()) {
      var value = change.value();
      changed.put(change.key(), value == null ? REMOVED : value);
    }
    return new PersistentRecords(changed);
  }
}
