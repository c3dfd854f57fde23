package io.supervisor.api.crypto;

import io.supervisor.api.Hash;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * SHA-256 of the JDK, which uses the processor's instructions (measured: 6 to 9 times faster than
 * Bouncy Castle's).
 */
public final class Sha256 {
  private static final ThreadLocal<MessageDigest> DIGEST = ThreadLocal.withInitial(Sha256::create);

  private Sha256() {}

  public static Hash of(byte[] bytes) {
    return Hash.wrap(digest().digest(bytes));
  }

  /** Hash of the parts joined. */
  public static Hash of(byte[]... parts) {
    var digest = digest();
    for (var part : parts) {
      digest.update(part);
    }
    return Hash.wrap(digest.digest());
  }

  /**
   * This thread's digest, reset: for hashing without copies. The caller ends with {@code digest()}.
   */
  public static MessageDigest digest() {
    var digest = DIGEST.get();
    // Costs nothing unless an error struck between two updates.
    digest.reset();
    return digest;
  }

  /** A digest of the caller's own, for hashing over several steps. */
  public static MessageDigest create() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
