package io.supervisor.api;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.HexFormat;

/** SHA-256 digest. Source: wire.md section 1.2. */
public final class Hash implements Comparable<Hash> {
  /** Size in bytes. */
  public static final int SIZE = 32;

  /** All zeros: the hash of what is not there. */
  public static final Hash ZERO = new Hash(new byte[SIZE]);

  private final byte[] bytes;

  private Hash(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Copies the bytes.
   *
   * @throws IllegalArgumentException unless there are {@link #SIZE} of them
   */
  public static Hash of(byte[] bytes) {
    return wrap(bytes.clone());
  }

  /** As {@link #of(byte[])}. */
  public static Hash of(ByteString bytes) {
    return wrap(bytes.toByteArray());
  }

  /** Takes the array over without a copy: the caller may not change it any more. */
  public static Hash wrap(byte[] bytes) {
    if (bytes.length != SIZE) {
      throw new IllegalArgumentException("hash: got " + bytes.length + " bytes, want " + SIZE);
    }
    return new Hash(bytes);
  }

  /**
   * Reads hexadecimal digits of either case.
   *
   * @throws IllegalArgumentException unless the text is {@code 2 * SIZE} digits
   */
  public static Hash fromHex(String hex) {
    return wrap(HexFormat.of().parseHex(hex));
  }

  /** A copy of the bytes. */
  public byte[] toBytes() {
    return bytes.clone();
  }

  /** The bytes as protobuf wants them. */
  public ByteString toByteString() {
    return ByteString.copyFrom(bytes);
  }

  /** The bytes themselves, for hot paths: the caller may not change them. */
  public byte[] unsafeBytes() {
    return bytes;
  }

  /** By unsigned bytes. */
  @Override
  public int compareTo(Hash other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Hash that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    // The bytes are those of a digest or a curve point, so four of them are as good as all.
    return (bytes[0] & 0xff) | (bytes[1] & 0xff) << 8 | (bytes[2] & 0xff) << 16 | bytes[3] << 24;
  }

  /** Lowercase hexadecimal digits. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
