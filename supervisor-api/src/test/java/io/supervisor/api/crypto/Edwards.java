package io.supervisor.api.crypto;

import io.supervisor.api.PublicKey;
import io.supervisor.api.Signature;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Arithmetic of edwards25519 with big integers, from RFC 8032: slow, obvious, for crafting. */
final class Edwards {
  static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
  static final BigInteger L =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

  private static final BigInteger D =
      BigInteger.valueOf(-121_665).multiply(BigInteger.valueOf(121_666).modInverse(P)).mod(P);
  private static final BigInteger ROOT_OF_MINUS_ONE =
      BigInteger.TWO.modPow(P.subtract(BigInteger.ONE).shiftRight(2), P);

  static final Point IDENTITY = new Point(BigInteger.ZERO, BigInteger.ONE);
  static final Point BASE =
      decode(bytes(BigInteger.valueOf(4).multiply(BigInteger.valueOf(5).modInverse(P)).mod(P)))
          .orElseThrow();

  private static final List<Point> TORSION = findTorsion();

  private Edwards() {}

  /** Signature with what it is said to be of. */
  record Signed(PublicKey key, byte[] message, Signature signature) {}

  /** Affine point. */
  record Point(BigInteger x, BigInteger y) {
    Point plus(Point other) {
      var product = D.multiply(x).multiply(other.x).multiply(y).multiply(other.y).mod(P);
      var newX =
          x.multiply(other.y)
              .add(y.multiply(other.x))
              .multiply(BigInteger.ONE.add(product).modInverse(P));
      var newY =
          y.multiply(other.y)
              .add(x.multiply(other.x))
              .multiply(BigInteger.ONE.subtract(product).modInverse(P));
      return new Point(newX.mod(P), newY.mod(P));
    }

    Point times(BigInteger scalar) {
      var self = new Projective(x, y, BigInteger.ONE);
      var sum = new Projective(BigInteger.ZERO, BigInteger.ONE, BigInteger.ONE);
      for (var i = scalar.bitLength() - 1; i >= 0; i--) {
        sum = sum.plus(sum);
        if (scalar.testBit(i)) {
          sum = sum.plus(self);
        }
      }
      return sum.affine();
    }

    byte[] encode() {
      return x.testBit(0) ? withSign(bytes(y)) : bytes(y);
    }
  }

  /** The point (x/z, y/z): sums without a division each, as in section 5.1.4 of RFC 8032. */
  private record Projective(BigInteger x, BigInteger y, BigInteger z) {
    Projective plus(Projective other) {
      var zs = z.multiply(other.z).mod(P);
      var square = zs.multiply(zs);
      var xs = x.multiply(other.x).mod(P);
      var ys = y.multiply(other.y).mod(P);
      var product = D.multiply(xs).mod(P).multiply(ys);
      var less = square.subtract(product).mod(P);
      var more = square.add(product).mod(P);
      var mixed = x.add(y).multiply(other.x.add(other.y)).subtract(xs).subtract(ys).mod(P);
      return new Projective(
          zs.multiply(less).mod(P).multiply(mixed).mod(P),
          zs.multiply(more).mod(P).multiply(xs.add(ys)).mod(P),
          less.multiply(more).mod(P));
    }

    Point affine() {
      var inverse = z.modInverse(P);
      return new Point(x.multiply(inverse).mod(P), y.multiply(inverse).mod(P));
    }
  }

  /** The eight points of small order: multiples of one of order 8. */
  static List<Point> torsion() {
    return TORSION;
  }

  private static List<Point> findTorsion() {
    for (var y = 2; ; y++) {
      var point = decode(bytes(BigInteger.valueOf(y)));
      if (point.isPresent()) {
        var generator = point.get().times(L);
        if (!generator.times(BigInteger.valueOf(4)).equals(IDENTITY)) {
          var all = new ArrayList<Point>();
          for (var i = 0; i < 8; i++) {
            all.add(generator.times(BigInteger.valueOf(i)));
          }
          return List.copyOf(all);
        }
      }
    }
  }

  /** Point of an encoding, canonical or not. */
  static Optional<Point> decode(byte[] encoding) {
    var y = integer(withoutSign(encoding)).mod(P);
    var ySquared = y.multiply(y);
    var xSquared =
        ySquared
            .subtract(BigInteger.ONE)
            .multiply(D.multiply(ySquared).add(BigInteger.ONE).modInverse(P))
            .mod(P);
    var x = xSquared.modPow(P.add(BigInteger.valueOf(3)).shiftRight(3), P);
    if (!x.multiply(x).mod(P).equals(xSquared)) {
      x = x.multiply(ROOT_OF_MINUS_ONE).mod(P);
    }
    if (!x.multiply(x).mod(P).equals(xSquared)) {
      return Optional.empty();
    }
    var signed = encoding[31] < 0;
    return Optional.of(new Point(x.testBit(0) == signed ? x : P.subtract(x).mod(P), y));
  }

  /** H(R, A, M) mod L. */
  static BigInteger challenge(byte[] r, byte[] key, byte[] message) {
    try {
      var digest = MessageDigest.getInstance("SHA-512");
      digest.update(r);
      digest.update(key);
      return integer(digest.digest(message)).mod(L);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** SB = R + H(R, A, M)A, as most libraries ask: R is compared as bytes. */
  static boolean holdsWithoutCofactor(Signed signed) {
    var signature = signed.signature().toBytes();
    var r = Arrays.copyOf(signature, 32);
    var s = integer(Arrays.copyOfRange(signature, 32, 64));
    var key = signed.key().toBytes();
    var a = decode(key);
    if (a.isEmpty()) {
      return false;
    }
    var minusA = new Point(P.subtract(a.get().x()).mod(P), a.get().y());
    var expected = BASE.times(s).plus(minusA.times(challenge(r, key, signed.message())));
    return Arrays.equals(expected.encode(), r);
  }

  /** Little endian. */
  static BigInteger integer(byte[] bytes) {
    var reversed = new byte[bytes.length];
    for (var i = 0; i < bytes.length; i++) {
      reversed[bytes.length - 1 - i] = bytes[i];
    }
    return new BigInteger(1, reversed);
  }

  /** 32 bytes, little endian. */
  static byte[] bytes(BigInteger number) {
    var bytes = new byte[32];
    for (var i = 0; i < 32; i++) {
      bytes[i] = number.shiftRight(8 * i).byteValue();
    }
    return bytes;
  }

  static byte[] withSign(byte[] encoding) {
    var signed = encoding.clone();
    signed[31] |= (byte) 0x80;
    return signed;
  }

  static byte[] withoutSign(byte[] encoding) {
    var unsigned = encoding.clone();
    unsigned[31] &= 0x7f;
    return unsigned;
  }
}
