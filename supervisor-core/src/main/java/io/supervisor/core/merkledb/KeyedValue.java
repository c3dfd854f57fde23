package io.supervisor.core.merkledb;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Record of a hashed map, where the path does not tell the key: size of the key (4 bytes, big
 * endian), key, value.
 */
final class KeyedValue {
  private KeyedValue() {}

  static byte[] of(byte[] key, byte[] value) {
    return ByteBuffer.allocate(Integer.BYTES + key.length + value.length)
        .putInt(key.length)
        .put(key)
        .put(value)
        .array();
  }

  static byte[] key(byte[] record) {
    return Arrays.copyOfRange(record, Integer.BYTES, valueAt(record));
  }

  static byte[] value(byte[] record) {
    return Arrays.copyOfRange(record, valueAt(record), record.length);
  }

  private static int valueAt(byte[] record) {
    return Integer.BYTES + ByteBuffer.wrap(record).getInt();
  }
}
