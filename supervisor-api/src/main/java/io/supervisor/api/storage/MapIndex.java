package io.supervisor.api.storage;

import java.util.Map;
import java.util.Optional;

/**
 * Values by key. Iteration is in ascending order of {@link KeyCodec#encodeKey}, for Merkelized maps
 * in that of paths.
 */
public interface MapIndex<K, V> {
  Optional<V> get(K key);

  boolean contains(K key);

  void put(K key, V value);

  void remove(K key);

  void clear();

  /** All entries, lazily. Not to be used after a change of the map. */
  Iterable<Map.Entry<K, V>> entries();

  /** Entries from the key on, itself included. */
  Iterable<Map.Entry<K, V>> entriesFrom(K key);
}
