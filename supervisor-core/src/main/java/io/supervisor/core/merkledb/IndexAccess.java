package io.supervisor.core.merkledb;

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
import org.jspecify.annotations.Nullable;

/** Opens indexes whose names begin with a prefix. */
final class IndexAccess implements Access {
  /** Finds the records of an index, or makes it. */
  interface Spaces {
    boolean isReadOnly();

    /**
     * @throws IllegalArgumentException if the name is not well formed
     * @throws IllegalStateException if the index exists and is of another type
     */
    Space open(IndexName name, IndexType type, byte @Nullable [] groupKey);
  }

  private static final int NAME_MAX = 200;

  private final Spaces spaces;
  private final String prefix;
  private final byte @Nullable [] groupKey;

  IndexAccess(Spaces spaces, String prefix) {
    this(spaces, prefix, null);
  }

  private IndexAccess(Spaces spaces, String prefix, byte @Nullable [] groupKey) {
    this.spaces = spaces;
    this.prefix = prefix;
    this.groupKey = groupKey;
  }

  @Override
  public boolean isReadOnly() {
    return spaces.isReadOnly();
  }

  @Override
  public Access group(byte[] key) {
    if (groupKey != null) {
      throw new IllegalStateException("a member of a group has no groups of its own");
    }
    return new IndexAccess(spaces, prefix, key.clone());
  }

  private Space open(String name, IndexType type) {
    if (name.length() > NAME_MAX) {
      throw new IllegalArgumentException("name of an index: got " + name.length() + " characters");
    }
    return spaces.open(new IndexName(prefix + name, groupKey != null), type, groupKey);
  }

  @Override
  public <V> EntryIndex<V> entry(String name, Codec<V> value) {
    return new StoredEntry<>(open(name, IndexType.ENTRY), value);
  }

  @Override
  public <V> ProofEntryIndex<V> proofEntry(String name, Codec<V> value) {
    return new StoredProofEntry<>(open(name, IndexType.PROOF_ENTRY), value);
  }

  @Override
  public <V> ListIndex<V> list(String name, Codec<V> value) {
    return new StoredList<>(open(name, IndexType.LIST), value);
  }

  @Override
  public <V> ProofListIndex<V> proofList(String name, Codec<V> value) {
    return new StoredProofList<>(open(name, IndexType.PROOF_LIST), value);
  }

  @Override
  public <V> SparseListIndex<V> sparseList(String name, Codec<V> value) {
    return new StoredSparseList<>(open(name, IndexType.SPARSE_LIST), value);
  }

  @Override
  public <K, V> MapIndex<K, V> map(String name, KeyCodec<K> key, Codec<V> value) {
    return new StoredMap<>(open(name, IndexType.MAP), key, value);
  }

  @Override
  public <K, V> ProofMapIndex<K, V> proofMap(String name, KeyCodec<K> key, Codec<V> value) {
    return new StoredProofMap<>(new MapSpace(open(name, IndexType.PROOF_MAP)), key, value);
  }

  @Override
  public <K, V> ProofMapIndex<K, V> rawProofMap(String name, KeyCodec<K> key, Codec<V> value) {
    return new StoredProofMap<>(new MapSpace(open(name, IndexType.RAW_PROOF_MAP)), key, value);
  }

  @Override
  public <K> KeySetIndex<K> keySet(String name, KeyCodec<K> key) {
    return new StoredKeySet<>(open(name, IndexType.KEY_SET), key);
  }

  @Override
  public <V> ValueSetIndex<V> valueSet(String name, Codec<V> value) {
    return new StoredValueSet<>(open(name, IndexType.VALUE_SET), value);
  }
}
