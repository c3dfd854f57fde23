package io.supervisor.core.merkledb;

import io.supervisor.api.storage.Codec;
import io.supervisor.api.storage.SparseListIndex;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;

/**
 * A record with an empty key for capacity and size (8 bytes each), then one for each position that
 * has a value (8 bytes).
 */
record StoredSparseList<V>(Space space, Codec<V> codec) implements SparseListIndex<V> {
  private static final byte[] SIZE = {};
  private static final byte[] FIRST = new byte[Long.BYTES];

  private record Extent(long capacity, long size) {}

  private Extent extent() {
    var record = space.get(SIZE);
    if (record == null) {
      return new Extent(0, 0);
    }
    var in = ByteBuffer.wrap(record);
    return new Extent(in.getLong(), in.getLong());
  }

  private void setExtent(long capacity, long size) {
    space.put(SIZE, ByteBuffer.allocate(2 * Long.BYTES).putLong(capacity).putLong(size).array());
  }

  @Override
  public long size() {
    return extent().size();
  }

  @Override
  public long capacity() {
    return extent().capacity();
  }

  @Override
  public Optional<V> get(long index) {
    return index < 0
        ? Optional.empty()
        : Optional.ofNullable(space.get(Keys.position(index))).map(codec::decode);
  }

  @Override
  public long add(V value) {
    var extent = extent();
    space.put(Keys.position(extent.capacity()), codec.encode(value));
    setExtent(extent.capacity() + 1, extent.size() + 1);
    return extent.capacity();
  }

  @Override
  public void set(long index, V value) {
    space.requireWritable();
    var extent = extent();
    if (index < 0 || index >= extent.capacity()) {
      throw new IndexOutOfBoundsException(
          "sparse list: got " + index + ", capacity " + extent.capacity());
    }
    if (space.get(Keys.position(index)) == null) {
      setExtent(extent.capacity(), extent.size() + 1);
    }
    space.put(Keys.position(index), codec.encode(value));
  }

  @Override
  public Optional<V> remove(long index) {
    space.requireWritable();
    var value = get(index);
    if (value.isPresent()) {
      var extent = extent();
      space.remove(Keys.position(index));
      setExtent(extent.capacity(), extent.size() - 1);
    }
    return value;
  }

  @Override
  public void clear() {
    space.clear();
  }

  @Override
  public Iterable<Map.Entry<Long, V>> entries() {
    return () ->
        Space.map(
            space.scan(FIRST),
            entry ->
                Map.entry(
                    ByteBuffer.wrap(entry.getKey()).getLong(), codec.decode(entry.getValue())));
  }
}
