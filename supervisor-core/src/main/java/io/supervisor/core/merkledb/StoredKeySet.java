package io.supervisor.core.merkledb;

import io.supervisor.api.storage.KeyCodec;
import io.supervisor.api.storage.KeySetIndex;
import java.util.Iterator;

/** One empty record for each key, under its ordered bytes. */
record StoredKeySet<K>(Space space, KeyCodec<K> codec) implements KeySetIndex<K> {
  private static final byte[] PRESENT = {};
  private static final byte[] FIRST = {};

  @Override
  public boolean contains(K key) {
    return space.get(codec.encodeKey(key)) != null;
  }

  @Override
  public void add(K key) {
    space.put(codec.encodeKey(key), PRESENT);
  }

  @Override
  public void remove(K key) {
    space.remove(codec.encodeKey(key));
  }

  @Override
  public void clear() {
    space.clear();
  }

  @Override
  public Iterator<K> iterator() {
    return Space.map(space.scan(FIRST), entry -> codec.decodeKey(entry.getKey()));
  }
}
