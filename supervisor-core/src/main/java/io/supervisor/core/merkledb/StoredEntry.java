package io.supervisor.core.merkledb;

import io.supervisor.api.storage.Codec;
import io.supervisor.api.storage.EntryIndex;
import java.util.Optional;

/** One record with an empty key. */
record StoredEntry<V>(Space space, Codec<V> codec) implements EntryIndex<V> {
  private static final byte[] KEY = {};

  @Override
  public Optional<V> get() {
    return Optional.ofNullable(space.get(KEY)).map(codec::decode);
  }

  @Override
  public boolean isPresent() {
    return space.get(KEY) != null;
  }

  @Override
  public void set(V value) {
    space.put(KEY, codec.encode(value));
  }

  @Override
  public void remove() {
    space.remove(KEY);
  }
}
