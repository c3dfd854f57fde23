package io.supervisor.api.proof;

import java.util.Arrays;

/**
 * Path in the tree of a Merkelized map: its first {@code length} bits. Bit i is bit (i mod 8),
 * least significant first, of byte (i div 8); unused bits are zero. Source: wire.md section 2.4.
 */
public final class ProofPath implements Comparable<ProofPath> {
  public static final int BITS_MAX = 256;

  private final byte[] bytes;
  private final int length;

  private ProofPath(byte[] bytes, int length) {
    this.bytes = bytes;
    this.length = length;
  }

  /** Path of a leaf: all bits of 32 bytes, which are taken over. */
  public static ProofPath leaf(byte[] bytes) {
    if (bytes.length != BITS_MAX / 8) {
      throw new IllegalArgumentException("path of a leaf: got " + bytes.length + " bytes, want 32");
    }
    return new ProofPath(bytes, BITS_MAX);
  }

  /**
   * The first bits of some bytes.
   *
   * @throws IllegalArgumentException unless {@code 0 <= length <= 256} and there are bytes enough
   */
  public static ProofPath prefix(byte[] bytes, int length) {
    if (length < 0 || length > BITS_MAX || bytes.length * 8 < length) {
      throw new IllegalArgumentException(
          "path: got " + length + " bits of " + bytes.length + " bytes");
    }
    var size = (length + 7) / 8;
    var copy = Arrays.copyOf(bytes, size);
    if (length % 8 != 0) {
      copy[size - 1] &= (byte) ((1 << (length % 8)) - 1);
    }
    return new ProofPath(copy, length);
  }

  /** Reads the text form: 0 to 256 characters 0 or 1. */
  public static ProofPath parse(String bits) {
    if (bits.length() > BITS_MAX) {
      throw new IllegalArgumentException("path: got " + bits.length() + " bits, want at most 256");
    }
    var bytes = new byte[(bits.length() + 7) / 8];
    for (var i = 0; i < bits.length(); i++) {
      switch (bits.charAt(i)) {
        case '0' -> {}
        case '1' -> bytes[i / 8] |= (byte) (1 << (i % 8));
        default ->
            throw new IllegalArgumentException("path: got '" + bits.charAt(i) + "', want 0 or 1");
      }
    }
    return new ProofPath(bytes, bits.length());
  }

  /** Number of bits. */
  public int length() {
    return length;
  }

  public boolean isLeaf() {
    return length == BITS_MAX;
  }

  /** Requires {@code 0 <= index < length}. */
  public boolean bit(int index) {
    return (bytes[index / 8] >> (index % 8) & 1) != 0;
  }

  /** The bytes, ceil(length / 8) of them, without a copy: not to be changed. */
  public byte[] unsafeBytes() {
    return bytes;
  }

  public ProofPath prefix(int length) {
    return length == this.length ? this : prefix(bytes, length);
  }

  /** Number of leading bits that both paths share. */
  public int commonPrefixLength(ProofPath other) {
    var limit = Math.min(length, other.length);
    for (var i = 0; i * 8 < limit; i++) {
      var difference = (bytes[i] ^ other.bytes[i]) & 0xff;
      if (difference != 0) {
        return Math.min(limit, i * 8 + Integer.numberOfTrailingZeros(difference));
      }
    }
    return limit;
  }

  /** Whether all bits of this path begin the other. */
  public boolean isPrefixOf(ProofPath other) {
    return length <= other.length && commonPrefixLength(other) == length;
  }

  /** By the first bit that differs; a proper prefix is smaller. */
  @Override
  public int compareTo(ProofPath other) {
    var common = commonPrefixLength(other);
    if (common == length || common == other.length) {
      return Integer.compare(length, other.length);
    }
    return bit(common) ? 1 : -1;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ProofPath that
        && length == that.length
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes) * 31 + length;
  }

  /** The text form. */
  @Override
  public String toString() {
    var bits = new StringBuilder(length);
    for (var i = 0; i < length; i++) {
      bits.append(bit(i) ? '1' : '0');
    }
    return bits.toString();
  }
}
