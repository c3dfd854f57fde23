package io.supervisor.core.merkledb;

import io.supervisor.api.Hash;
import io.supervisor.api.storage.Codec;
import io.supervisor.api.storage.ValueSetIndex;
import java.util.Iterator;

/** One record for each value, under its object hash. */
record StoredValueSet<V>(Space space, Codec<V> codec) implements ValueSetIndex<V> {
  private static final byte[] FIRST = {};

  @Override
  public boolean contains(V value) {
    return containsHash(codec.objectHash(value));
  }

  @Override
  public boolean containsHash(Hash objectHash) {
    return space.get(objectHash.unsafeBytes()) != null;
  }

  @Override
  public void add(V value) {
    space.put(codec.objectHash(value).unsafeBytes(), codec.encode(value));
  }

  @Override
  public void remove(V value) {
    space.remove(codec.objectHash(value).unsafeBytes());
  }

  @Override
  public void clear() {
    space.clear();
  }

  @Override
  public Iterator<V> iterator() {
    return Space.map(space.scan(FIRST), entry -> codec.decode(entry.getValue()));
  }
}
