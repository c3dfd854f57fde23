package io.supervisor.api.crypto;

import io.supervisor.api.PublicKey;
import io.supervisor.api.Signature;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * Which Ed25519 signatures are valid. Libraries disagree on crafted keys, so the rule is written
 * down rather than left to one of them. A signature (R, S) of a message M by a key A is valid if
 *
 * <ol>
 *   <li>S &lt; L, the order of the base point: nobody can make a second signature from a first;
 *   <li>A and R are canonical encodings: the y coordinate is below p, and x = 0 has no sign;
 *   <li>A is none of the eight points of small order;
 *   <li>the cofactored equation 8SB = 8R + 8H(R, A, M)A holds, as Bouncy Castle computes it.
 * </ol>
 *
 * <p>The first three are checked here, whatever library computes the fourth. Thread-safe.
 */
public final class SignatureRule {
  /** L = 2^252 + 27742317777372353535851937790883648493, little endian. */
  private static final byte[] ORDER = {
    (byte) 0xed,
    (byte) 0xd3,
    (byte) 0xf5,
    0x5c,
    0x1a,
    0x63,
    0x12,
    0x58,
    (byte) 0xd6,
    (byte) 0x9c,
    (byte) 0xf7,
    (byte) 0xa2,
    (byte) 0xde,
    (byte) 0xf9,
    (byte) 0xde,
    0x14,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0x10
  };

  /** Canonical y coordinates of the points of small order, besides 0, 1 and p - 1: order 8. */
  private static final byte[][] ORDER_EIGHT = {
    java.util.HexFormat.of()
        .parseHex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
    java.util.HexFormat.of()
        .parseHex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")
  };

  private SignatureRule() {}

  /** Whether the signature is valid. */
  public static boolean verify(PublicKey key, byte[] message, Signature signature) {
    return isWellFormed(key, signature) && equationHolds(key, message, signature);
  }

  /**
   * The same rule, computed faster where a library says yes. Accepting by the equation without
   * cofactor implies the one with it, so a yes is final; what the library refuses is decided by
   * {@link #verify}. The library therefore need not agree with the rule on crafted keys, only be a
   * correct cofactorless verifier.
   */
  public static SignatureCheck acceleratedBy(SignatureCheck library) {
    return (key, message, signature) ->
        isWellFormed(key, signature)
            && (library.verify(key, message, signature) || equationHolds(key, message, signature));
  }

  /** The checks that need no arithmetic on the curve. */
  static boolean isWellFormed(PublicKey key, Signature signature) {
    var a = key.unsafeBytes();
    var rs = signature.unsafeBytes();
    return isReduced(rs) && isCanonicalPoint(rs) && isCanonicalPoint(a) && !isSmallOrder(a);
  }

  private static boolean equationHolds(PublicKey key, byte[] message, Signature signature) {
    return Ed25519.verify(
        signature.unsafeBytes(), 0, key.unsafeBytes(), 0, message, 0, message.length);
  }

  /** {@code S < L}, where S is the second half of the signature. */
  private static boolean isReduced(byte[] signature) {
    for (var i = 31; i >= 0; i--) {
      var difference = (signature[32 + i] & 0xff) - (ORDER[i] & 0xff);
      if (difference != 0) {
        return difference < 0;
      }
    }
    return false;
  }

  /** {@code y < p = 2^255 - 19}, and no sign bit where x = 0, which is at y = 1 and y = p - 1. */
  private static boolean isCanonicalPoint(byte[] point) {
    var high = point[31] & 0x7f;
    var signed = point[31] < 0;
    if (high == 0x7f && allAre(point, (byte) 0xff)) {
      var low = point[0] & 0xff;
      return low < 0xec || low == 0xec && !signed;
    }
    return !(signed && high == 0 && point[0] == 1 && allAre(point, (byte) 0));
  }

  /** Canonical encodings of order 1, 2, 4 and 8, with either sign. */
  private static boolean isSmallOrder(byte[] point) {
    var high = point[31] & 0x7f;
    if (high == 0 && allAre(point, (byte) 0)) {
      return point[0] == 0 || point[0] == 1;
    }
    if (high == 0x7f && allAre(point, (byte) 0xff)) {
      return (point[0] & 0xff) == 0xec;
    }
    return isSameY(point, ORDER_EIGHT[0]) || isSameY(point, ORDER_EIGHT[1]);
  }

  /** Bytes 1 to 30. */
  private static boolean allAre(byte[] point, byte value) {
    for (var i = 1; i < 31; i++) {
      if (point[i] != value) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSameY(byte[] point, byte[] y) {
    for (var i = 0; i < 31; i++) {
      if (point[i] != y[i]) {
        return false;
      }
    }
    return (point[31] & 0x7f) == y[31];
  }
}
