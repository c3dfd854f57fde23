package io.supervisor.api.storage;

/**
 * Way to the indexes of one service, or of the core. Indexes are opened by name: parts of {@code
 * a-z A-Z 0-9 _ -} joined by dots, at most 200 characters. Opening an index under another type than
 * before is an {@link IllegalStateException}.
 *
 * <p>An access of a snapshot is read-only: mutators of its indexes throw {@link
 * IllegalStateException}. One of a fork may be used by one thread only, and only during the call
 * that it was handed to. Index objects of one fork see each other's changes at once.
 *
 * <p>In a fork, opening a Merkelized index outside of a group makes it part of the state hash, if
 * the call succeeds, even when nothing is written to it (wire.md section 2.7).
 */
public interface Access {
  boolean isReadOnly();

  /**
   * Members of groups: the same names with a key beside them. Members are never in the state hash
   * by themselves.
   */
  Access group(byte[] key);

  <V> EntryIndex<V> entry(String name, Codec<V> value);

  <V> ProofEntryIndex<V> proofEntry(String name, Codec<V> value);

  <V> ListIndex<V> list(String name, Codec<V> value);

  <V> ProofListIndex<V> proofList(String name, Codec<V> value);

  <V> SparseListIndex<V> sparseList(String name, Codec<V> value);

  <K, V> MapIndex<K, V> map(String name, KeyCodec<K> key, Codec<V> value);

  /** Merkelized map whose paths are the object hashes of the keys. */
  <K, V> ProofMapIndex<K, V> proofMap(String name, KeyCodec<K> key, Codec<V> value);

  /** Merkelized map whose paths are the keys themselves: 32 bytes each. */
  <K, V> ProofMapIndex<K, V> rawProofMap(String name, KeyCodec<K> key, Codec<V> value);

  <K> KeySetIndex<K> keySet(String name, KeyCodec<K> key);

  <V> ValueSetIndex<V> valueSet(String name, Codec<V> value);
}
