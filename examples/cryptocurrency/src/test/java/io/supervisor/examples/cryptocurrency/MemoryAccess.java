package io.supervisor.examples.cryptocurrency;

import io.supervisor.api.Hash;
import io.supervisor.api.storage.Access;
import io.supervisor.api.storage.Codec;
import io.supervisor.api.storage.EntryIndex;
import io.supervisor.api.storage.KeyCodec;
import io.supervisor.api.storage.KeySetIndex;
import io.supervisor.api.storage.ListIndex;
import io.supervisor.api.storage.MapIndex;
import io.supervisor.api.storage.ProofEntryIndex;
import io.supervisor.api.storage.ProofListIndex;
import io.supervisor.api.storage.ProofMapIndex;
import io.supervisor.api.storage.SparseListIndex;
import io.supervisor.api.storage.ValueSetIndex;
import java.util.HashMap;
import java.util.Map;

/** The kinds of index that the service uses, in memory. */
final class MemoryAccess implements Access {
  private final Map<String, Object> indexes = new HashMap<>();
  private final Map<Hash, MemoryAccess> groups = new HashMap<>();

  @Override
  public boolean isReadOnly() {
    return false;
  }

  @Override
  public Access group(byte[] key) {
    return groups.computeIfAbsent(Hash.of(key), ignored -> new MemoryAccess());
  }

  @Override
  @SuppressWarnings("unchecked") // The service opens an index under one type only.
  public <V> ProofListIndex<V> proofList(String name, Codec<V> value) {
    return (ProofListIndex<V>) indexes.computeIfAbsent(name, ignored -> new MemoryList<>(value));
  }

  @Override
  @SuppressWarnings("unchecked") // As above.
  public <K, V> ProofMapIndex<K, V> rawProofMap(String name, KeyCodec<K> key, Codec<V> value) {
    return (ProofMapIndex<K, V>) indexes.computeIfAbsent(name, ignored -> new MemoryMap<>(key));
  }

  @Override
  public <V> EntryIndex<V> entry(String name, Codec<V> value) {
    throw unexpected(name);
  }

  @Override
  public <V> ProofEntryIndex<V> proofEntry(String name, Codec<V> value) {
    throw unexpected(name);
  }

  @Override
  public <V> ListIndex<V> list(String name, Codec<V> value) {
    throw unexpected(name);
  }

  @Override
  public <V> SparseListIndex<V> sparseList(String name, Codec<V> value) {
    throw unexpected(name);
  }

  @Override
  public <K, V> MapIndex<K, V> map(String name, KeyCodec<K> key, Codec<V> value) {
    throw unexpected(name);
  }

  @Override
  public <K, V> ProofMapIndex<K, V> proofMap(String name, KeyCodec<K> key, Codec<V> value) {
    throw unexpected(name);
  }

  @Override
  public <K> KeySetIndex<K> keySet(String name, KeyCodec<K> key) {
    throw unexpected(name);
  }

  @Override
  public <V> ValueSetIndex<V> valueSet(String name, Codec<V> value) {
    throw unexpected(name);
  }

  private static AssertionError unexpected(String name) {
    return new AssertionError("the service has no such index: " + name);
  }
}
