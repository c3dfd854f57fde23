package io.supervisor.core.merkledb;

import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A state with the changes of a block that is not part of it. */
public record PatchedView(KeyValueView below, PersistentRecords changes) implements KeyValueView {
  public static PatchedView over(KeyValueView below, Patch patch) {
    return new PatchedView(below, PersistentRecords.EMPTY.layeredWith(patch));
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    var changed = changes.get(key);
    if (changed == null) {
      return below.get(key);
    }
    return changed == PersistentRecords.REMOVED ? null : changed;
  }

  @Override
  public Iterator<Map.Entry<byte[], byte[]>> scan(byte[] from, byte @Nullable [] to) {
    return new MergedScan<>(
        below.scan(from, to), changes.scan(from, to), value -> value != PersistentRecords.REMOVED);
  }
}
