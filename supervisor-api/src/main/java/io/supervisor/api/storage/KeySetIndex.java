package io.supervisor.api.storage;

/** Set of keys, iterated in ascending order of {@link KeyCodec#encodeKey}. */
public interface KeySetIndex<K> extends Iterable<K> {
  boolean contains(K key);

  void add(K key);

  void remove(K key);

  void clear();
}
