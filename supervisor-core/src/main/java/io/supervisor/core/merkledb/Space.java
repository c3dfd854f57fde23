package io.supervisor.core.merkledb;

import io.supervisor.api.Hash;
import io.supervisor.api.meter.Meter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Records of one index: those of its contents and those of its Merkle tree. Calls of services pay
 * for contents that they read and write, but not for nodes of the tree, of which caches keep more
 * or fewer from node to node.
 *
 * @param data what the keys of its contents begin with
 * @param nodes what the keys of its tree begin with
 */
record Space(Records records, IndexType type, byte[] data, byte[] nodes, boolean isReadOnly) {
  static Space of(
      Records records, Catalog.Item item, byte @Nullable [] groupKey, boolean isReadOnly) {
    var data = Keys.data(item.type(), item.number(), groupKey);
    return new Space(records, item.type(), data, Keys.nodes(data), isReadOnly);
  }

  /** Of the index whose contents have keys that begin so. */
  static Space ofData(Records records, byte[] data) {
    return new Space(records, Keys.type(data), data, Keys.nodes(data), false);
  }

  /** Of an index that does not exist. */
  static Space absent(IndexType type) {
    return of(
        new FixedRecords(KeyValueView.EMPTY),
        new Catalog.Item(type, Catalog.AGGREGATOR),
        null,
        true);
  }

  /** Object hash of the Merkelized index that the records are of. */
  Hash objectHash() {
    return switch (type) {
      case PROOF_ENTRY -> StoredProofEntry.objectHash(this);
      case PROOF_LIST -> StoredProofList.objectHash(this);
      case PROOF_MAP, RAW_PROOF_MAP -> new MapSpace(this).objectHash();
      case ENTRY, LIST, SPARSE_LIST, MAP, KEY_SET, VALUE_SET, TOMBSTONE ->
          throw new IllegalStateException("a " + type + " has no hash");
    };
  }

  void requireWritable() {
    if (isReadOnly) {
      throw new IllegalStateException("this index is open for reading only");
    }
  }

  byte @Nullable [] get(byte[] key) {
    var value = records.get(Keys.join(data, key));
    Meter.read(key.length + (value == null ? 0 : value.length));
    return value;
  }

  void put(byte[] key, byte[] value) {
    requireWritable();
    Meter.write(key.length + value.length);
    records.put(Keys.join(data, key), value);
  }

  void remove(byte[] key) {
    requireWritable();
    Meter.write(key.length);
    records.remove(Keys.join(data, key));
  }

  byte @Nullable [] getNode(byte[] key) {
    return records.get(Keys.join(nodes, key));
  }

  /** Trees are brought up to date by reading, too: allowed where the index is read-only. */
  void putNode(byte[] key, byte[] value) {
    records.put(Keys.join(nodes, key), value);
  }

  void removeNode(byte[] key) {
    records.remove(Keys.join(nodes, key));
  }

  /** Contents from a key on, keys without what they begin with. */
  Iterator<Map.Entry<byte[], byte[]>> scan(byte[] from) {
    var scan = records.scan(Keys.join(data, from), Keys.end(data));
    return map(
        scan,
        entry -> {
          Meter.read(entry.getKey().length + entry.getValue().length);
          return Map.entry(
              Arrays.copyOfRange(entry.getKey(), data.length, entry.getKey().length),
              entry.getValue());
        });
  }

  /** Removes all contents and nodes. */
  void clear() {
    requireWritable();
    removeAll(data);
    removeAll(nodes);
  }

  /**
   * Removes contents and nodes, without regard to the tree: for an index that nobody opens any
   * more.
   *
   * @param recordsMax so many at most
   * @return how many
   */
  int erase(int recordsMax) {
    int erased = erase(data, recordsMax);
    return erased + erase(nodes, recordsMax - erased);
  }

  private int erase(byte[] prefix, int recordsMax) {
    var keys = new ArrayList<byte[]>();
    var scan = records.scan(prefix, Keys.end(prefix));
    while (keys.size() < recordsMax && scan.hasNext()) {
      keys.add(scan.next().getKey());
    }
    keys.forEach(records::remove);
    return keys.size();
  }

  private void removeAll(byte[] prefix) {
    var keys = new ArrayList<byte[]>();
    records
        .scan(prefix, Keys.end(prefix))
        .forEachRemaining(entry -> {
          Meter.write(entry.getKey().length);
          keys.add(entry.getKey());
        });
    keys.forEach(records::remove);
  }

  static <A, B> Iterator<B> map(Iterator<A> iterator, Function<A, B> function) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return iterator.hasNext();
      }

      @Override
      public B next() {
        return function.apply(iterator.next());
      }
    };
  }
}
