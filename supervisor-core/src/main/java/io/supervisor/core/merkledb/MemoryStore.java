package io.supervisor.core.merkledb;

import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps the state on the heap and nowhere else: for tests and short-lived networks. */
public final class MemoryStore implements Store {
  private volatile Records records = new Records(PersistentRecords.EMPTY);

  @Override
  public KeyValueView snapshot() {
    return records;
  }

  @Override
  public void apply(Patch patch) {
    records = new Records(records.map.with(patch));
  }

  /** A store with the same records, which goes its own way from here on. Costs nothing. */
  public MemoryStore copy() {
    var copy = new MemoryStore();
    copy.records = records;
    return copy;
  }

  private record Records(PersistentRecords map) implements KeyValueView {
    @Override
    public byte @Nullable [] get(byte[] key) {
      return map.get(key);
    }

    @Override
    public Iterator<Map.Entry<byte[], byte[]>> scan(byte[] from, byte @Nullable [] to) {
      return map.scan(from, to);
    }
  }
}
