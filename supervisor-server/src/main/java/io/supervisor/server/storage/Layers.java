package io.supervisor.server.storage;

import io.supervisor.core.merkledb.KeyValueView;
import io.supervisor.core.merkledb.MergedScan;
import io.supervisor.core.merkledb.Patch;
import io.supervisor.core.merkledb.PersistentRecords;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One state, immutable: a file, over it the changes that a checkpoint is being made of, over those
 * the newer ones.
 */
record Layers(KeyValueView file, PersistentRecords frozen, PersistentRecords active)
    implements KeyValueView {
  static Layers over(KeyValueView file) {
    return new Layers(file, PersistentRecords.EMPTY, PersistentRecords.EMPTY);
  }

  Layers with(Patch patch) {
    return new Layers(file, frozen, active.layeredWith(patch));
  }

  /** Requires that nothing is frozen. */
  Layers freeze() {
    return new Layers(file, active, PersistentRecords.EMPTY);
  }

  /** The same state over a file that contains what is frozen. */
  Layers changeOver(KeyValueView newFile) {
    return new Layers(newFile, PersistentRecords.EMPTY, active);
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    var found = active.get(key);
    if (found == null) {
      found = frozen.get(key);
    }
    if (found == null) {
      return file.get(key);
    }
    return found == PersistentRecords.REMOVED ? null : found;
  }

  @Override
  public Iterator<Map.Entry<byte[], byte[]>> scan(byte[] from, byte @Nullable [] to) {
    return merge(merge(file.scan(from, to), frozen, from, to), active, from, to);
  }

  private static Iterator<Map.Entry<byte[], byte[]>> merge(
      Iterator<Map.Entry<byte[], byte[]>> below,
      PersistentRecords above,
      byte[] from,
      byte @Nullable [] to) {
    var changes = above.scan(from, to);
    return changes.hasNext()
        ? new MergedScan<>(below, changes, value -> value != PersistentRecords.REMOVED)
        : below;
  }
}
