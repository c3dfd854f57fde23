package io.supervisor.server.storage;

import io.supervisor.api.Hash;
import io.supervisor.core.merkledb.PersistentRecords;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Number and SHA-256 of records in their order: what goes into a file, and what is read of it. */
final class ContentDigest {
  private static final int REMOVED = -1;

  private final MessageDigest digest = sha256();
  private final ByteBuffer sizes = ByteBuffer.allocate(2 * Integer.BYTES);
  private long entries;

  void add(byte[] key, byte[] value) {
    var size = value == PersistentRecords.REMOVED ? REMOVED : value.length;
    digest.update(sizes.clear().putInt(key.length).putInt(size).array());
    digest.update(key);
    digest.update(value);
    entries++;
  }

  long entries() {
    return entries;
  }

  /** To be called once. */
  Hash hash() {
    return Hash.wrap(digest.digest());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
