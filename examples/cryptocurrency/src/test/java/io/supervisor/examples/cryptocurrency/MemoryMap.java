package io.supervisor.examples.cryptocurrency;

import io.supervisor.api.Hash;
import io.supervisor.api.proof.MapProof;
import io.supervisor.api.storage.KeyCodec;
import io.supervisor.api.storage.ProofMapIndex;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A map without hashes. */
final class MemoryMap<K, V> implements ProofMapIndex<K, V> {
  private final SortedMap<K, V> values;

  MemoryMap(KeyCodec<K> codec) {
    Comparator<K> byBytes =
        (left, right) -> Arrays.compareUnsigned(codec.encodeKey(left), codec.encodeKey(right));
    values = new TreeMap<>(byBytes);
  }

  @Override
  public Optional<V> get(K key) {
    return Optional.ofNullable(values.get(key));
  }

  @Override
  public boolean contains(K key) {
    return values.containsKey(key);
  }

  @Override
  public void put(K key, V value) {
    values.put(key, value);
  }

  @Override
  public void remove(K key) {
    values.remove(key);
  }

  @Override
  public void clear() {
    values.clear();
  }

  @Override
  public Iterable<Map.Entry<K, V>> entries() {
    return values.entrySet();
  }

  @Override
  public Iterable<Map.Entry<K, V>> entriesFrom(K key) {
    return values.tailMap(key).entrySet();
  }

  @Override
  public Hash objectHash() {
    throw new AssertionError("transactions need no hash of the map");
  }

  @Override
  public MapProof proof(List<K> keys) {
    throw new AssertionError("transactions need no proofs");
  }
}
