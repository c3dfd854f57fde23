package io.supervisor.api.storage;

/**
 * A type that can be a key: besides value bytes it has bytes whose unsigned order is the order of
 * the index.
 */
public interface KeyCodec<K> extends Codec<K> {
  /** Order-preserving bytes: integers big endian; else the value bytes. */
  byte[] encodeKey(K key);

  K decodeKey(byte[] bytes);
}
