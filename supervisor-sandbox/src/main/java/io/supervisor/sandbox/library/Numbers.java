package io.supervisor.sandbox.library;

import io.supervisor.api.meter.Meter;
import java.math.BigInteger;

/** Arithmetic of large numbers, whose cost grows faster than their length. */
public final class Numbers {
  private static final int BITS_MAX = 1 << 20;

  private Numbers() {}

  private static long words(BigInteger number) {
    return 1 + number.bitLength() / 32;
  }

  private static void product(BigInteger left, BigInteger right) {
    var meter = Meter.current();
    meter.steps(8 + words(left) * words(right));
    meter.bytes(64 + 4 * (words(left) + words(right)));
  }

  public static BigInteger multiply(BigInteger left, BigInteger right) {
    product(left, right);
    return left.multiply(right);
  }

  public static BigInteger divide(BigInteger left, BigInteger right) {
    product(left, right);
    return left.divide(right);
  }

  public static BigInteger mod(BigInteger left, BigInteger right) {
    product(left, right);
    return left.mod(right);
  }

  public static BigInteger remainder(BigInteger left, BigInteger right) {
    product(left, right);
    return left.remainder(right);
  }

  public static BigInteger[] divideAndRemainder(BigInteger left, BigInteger right) {
    product(left, right);
    return left.divideAndRemainder(right);
  }

  public static BigInteger gcd(BigInteger left, BigInteger right) {
    cube(left, right);
    return left.gcd(right);
  }

  public static BigInteger modInverse(BigInteger number, BigInteger modulus) {
    cube(number, modulus);
    return number.modInverse(modulus);
  }

  private static void cube(BigInteger left, BigInteger right) {
    var most = Math.max(words(left), words(right));
    Meter.current().steps(8 + 32 * most * most);
    product(left, right);
  }

  public static BigInteger modPow(BigInteger base, BigInteger exponent, BigInteger modulus) {
    product(base, modulus);
    var words = Math.min(words(modulus), 1 << 20);
    Meter.current().steps(64 * Math.min(words(exponent), 1 << 20) * words * words);
    return base.modPow(exponent, modulus);
  }

  public static BigInteger pow(BigInteger base, int exponent) {
    limit((long) base.bitLength() * Math.max(exponent, 0));
    var words = 1 + (long) base.bitLength() * Math.max(exponent, 0) / 32;
    Meter.current().steps(8 + 2 * words * words);
    Meter.current().bytes(64 + 16 * words);
    return base.pow(exponent);
  }

  public static BigInteger sqrt(BigInteger number) {
    Meter.current().steps(64 * words(number) * words(number));
    return number.sqrt();
  }

  public static BigInteger shiftLeft(BigInteger number, int bits) {
    limit((long) number.bitLength() + Math.max(bits, 0));
    Weight.of(Meter.current(), words(number) + Math.max(bits, 0) / 32, 4);
    return number.shiftLeft(bits);
  }

  public static BigInteger shiftRight(BigInteger number, int bits) {
    limit((long) number.bitLength() + Math.max(-(long) bits, 0));
    Weight.once(number);
    return number.shiftRight(bits);
  }

  public static BigInteger setBit(BigInteger number, int bit) {
    limit(bit);
    Weight.once(number);
    Weight.of(Meter.current(), Math.max(bit, 0) / 32, 4);
    return number.setBit(bit);
  }

  private static void limit(long bits) {
    if (bits > BITS_MAX) {
      throw new ArithmeticException("a number of more than " + BITS_MAX + " bits");
    }
  }

  public static String toString(BigInteger number) {
    return toString(number, 10);
  }

  public static String toString(BigInteger number, int radix) {
    product(number, number);
    Weight.of(Meter.current(), number.bitLength(), 2);
    return number.toString(radix);
  }
}
