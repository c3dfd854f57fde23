package io.supervisor.api.storage;

import io.supervisor.api.Hash;
import io.supervisor.api.crypto.Sha256;

/**
 * Value bytes of a type (wire.md section 2.2). Instances: {@link Codecs}.
 *
 * <p>{@code decode(encode(v))} equals {@code v}, and equal values have equal bytes.
 */
public interface Codec<V> {
  byte[] encode(V value);

  /**
   * Reads value bytes.
   *
   * @throws IllegalArgumentException if the bytes are none of this type
   */
  V decode(byte[] bytes);

  /** SHA-256 of the value bytes; only hashes differ, which stand for themselves. */
  default Hash objectHash(V value) {
    return Sha256.of(encode(value));
  }
}
