package io.supervisor.core.merkledb;

import io.supervisor.api.storage.Codec;
import io.supervisor.api.storage.ListIndex;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.Optional;

/** A record with an empty key for the size (8 bytes), then one for each position (8 bytes). */
record StoredList<V>(Space space, Codec<V> codec) implements ListIndex<V> {
  private static final byte[] SIZE = {};

  @Override
  public long size() {
    var size = space.get(SIZE);
    return size == null ? 0 : ByteBuffer.wrap(size).getLong();
  }

  private void setSize(long size) {
    space.put(SIZE, Keys.position(size));
  }

  @Override
  public Optional<V> get(long index) {
    return index < 0
        ? Optional.empty()
        : Optional.ofNullable(space.get(Keys.position(index))).map(codec::decode);
  }

  @Override
  public void add(V value) {
    var size = size();
    space.put(Keys.position(size), codec.encode(value));
    setSize(size + 1);
  }

  @Override
  public void set(long index, V value) {
    space.requireWritable();
    if (index < 0 || index >= size()) {
      throw new IndexOutOfBoundsException("list: got " + index + ", size " + size());
    }
    space.put(Keys.position(index), codec.encode(value));
  }

  @Override
  public Optional<V> removeLast() {
    space.requireWritable();
    var last = last();
    last.ifPresent(value -> truncate(size() - 1));
    return last;
  }

  @Override
  public void truncate(long size) {
    space.requireWritable();
    if (size < 0) {
      throw new IllegalArgumentException("size of a list: got " + size);
    }
    var before = size();
    for (var index = size; index < before; index++) {
      space.remove(Keys.position(index));
    }
    if (size < before) {
      setSize(size);
    }
  }

  @Override
  public void clear() {
    space.clear();
  }

  @Override
  public Iterator<V> iterator(long from) {
    return Space.map(
        space.scan(Keys.position(Math.max(from, 0))), entry -> codec.decode(entry.getValue()));
  }
}
