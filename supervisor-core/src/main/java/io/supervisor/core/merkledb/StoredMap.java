package io.supervisor.core.merkledb;

import io.supervisor.api.storage.Codec;
import io.supervisor.api.storage.KeyCodec;
import io.supervisor.api.storage.MapIndex;
import java.util.Map;
import java.util.Optional;

/** One record for each entry, under the ordered bytes of its key. */
record StoredMap<K, V>(Space space, KeyCodec<K> keyCodec, Codec<V> codec)
    implements MapIndex<K, V> {
  private static final byte[] FIRST = {};

  @Override
  public Optional<V> get(K key) {
    return Optional.ofNullable(space.get(keyCodec.encodeKey(key))).map(codec::decode);
  }

  @Override
  public boolean contains(K key) {
    return space.get(keyCodec.encodeKey(key)) != null;
  }

  @Override
  public void put(K key, V value) {
    space.put(keyCodec.encodeKey(key), codec.encode(value));
  }

  @Override
  public void remove(K key) {
    space.remove(keyCodec.encodeKey(key));
  }

  @Override
  public void clear() {
    space.clear();
  }

  @Override
  public Iterable<Map.Entry<K, V>> entries() {
    return entriesFrom(FIRST);
  }

  @Override
  public Iterable<Map.Entry<K, V>> entriesFrom(K key) {
    return entriesFrom(keyCodec.encodeKey(key));
  }

  private Iterable<Map.Entry<K, V>> entriesFrom(byte[] from) {
    return () ->
        Space.map(
            space.scan(from),
            entry -> Map.entry(keyCodec.decodeKey(entry.getKey()), codec.decode(entry.getValue())));
  }
}
