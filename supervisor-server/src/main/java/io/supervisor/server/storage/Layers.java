package io.supervisor.server.storage;

import io.supervisor.core.merkledb.KeyValueView;
import io.supervisor.core.merkledb.MergedScan;
import io.supervisor.core.merkledb.Patch;
import io.supervisor.core.merkledb.PersistentRecords;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One state, immutable: files that lie over each other, over them the changes that a file is being
 * made of, over those the newer ones.
 *
 * @param files newest first; the last one is whole
 */
record Layers(List<StateFile> files, PersistentRecords frozen, PersistentRecords active)
    implements KeyValueView {
  private static final byte[] FIRST = {};

  static Layers over(List<StateFile> files) {
    return new Layers(files, PersistentRecords.EMPTY, PersistentRecords.EMPTY);
  }

  Layers with(Patch patch) {
    return new Layers(files, frozen, active.layeredWith(patch));
  }

  /** Requires that nothing is frozen. */
  Layers freeze() {
    return new Layers(files, active, PersistentRecords.EMPTY);
  }

  /** What is frozen, ascending: for a file to lie over those that there are. */
  Iterator<Map.Entry<byte[], byte[]>> frozenRecords() {
    var records = frozen.scan(FIRST, null);
    return files.isEmpty() ? shown(Collections.emptyIterator(), records) : records;
  }

  /** The same state over a further file, of what is frozen. */
  Layers thawedOver(StateFile written) {
    var all = new ArrayList<>(files);
    all.addFirst(written);
    return new Layers(List.copyOf(all), PersistentRecords.EMPTY, active);
  }

  /** The same state with one file instead of some. */
  Layers merged(List<StateFile> some, StateFile one) {
    return new Layers(Checkpoint.replaced(files, some, one), frozen, active);
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    var found = active.get(key);
    if (found == null) {
      found = frozen.get(key);
    }
    for (var i = 0; found == null && i < files.size(); i++) {
      found = files.get(i).get(key);
    }
    return found == PersistentRecords.REMOVED ? null : found;
  }

  @Override
  public Iterator<Map.Entry<byte[], byte[]>> scan(byte[] from, byte @Nullable [] to) {
    var records = scanFiles(files, from, to);
    records = shown(records, frozen.scan(from, to));
    return shown(records, active.scan(from, to));
  }

  private static Iterator<Map.Entry<byte[], byte[]>> scanFiles(
      List<StateFile> files, byte[] from, byte @Nullable [] to) {
    Iterator<Map.Entry<byte[], byte[]>> records = Collections.emptyIterator();
    for (var file : files.reversed()) {
      records = shown(records, file.scan(from, to));
    }
    return records;
  }

  /**
   * What files that lie over each other say together, ascending.
   *
   * @param isWhole they are all there are: nothing lies below what was removed
   */
  static Iterator<Map.Entry<byte[], byte[]>> merge(List<StateFile> files, boolean isWhole) {
    if (isWhole) {
      return scanFiles(files, FIRST, null);
    }
    Iterator<Map.Entry<byte[], byte[]>> records = Collections.emptyIterator();
    for (var file : files.reversed()) {
      records = new MergedScan<>(records, file.scan(FIRST, null), value -> true);
    }
    return records;
  }

  private static Iterator<Map.Entry<byte[], byte[]>> shown(
      Iterator<Map.Entry<byte[], byte[]>> below, Iterator<Map.Entry<byte[], byte[]>> above) {
    return above.hasNext()
        ? new MergedScan<>(below, above, value -> value != PersistentRecords.REMOVED)
        : below;
  }
}
