package io.supervisor.api.storage;

import io.supervisor.api.Hash;

/** Set of values, kept and iterated by object hash. */
public interface ValueSetIndex<V> extends Iterable<V> {
  boolean contains(V value);

  boolean containsHash(Hash objectHash);

  void add(V value);

  void remove(V value);

  void clear();
}
