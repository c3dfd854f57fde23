package io.supervisor.api.storage;

/** Integers of fixed width. */
final class IntegerCodec implements KeyCodec<Long> {
  private final int size;
  private final boolean signed;

  IntegerCodec(int size, boolean signed) {
    this.size = size;
    this.signed = signed;
  }

  @Override
  public byte[] encode(Long value) {
    var bits = inRange(value);
    var bytes = new byte[size];
    for (var i = 0; i < size; i++) {
      bytes[i] = (byte) (bits >>> 8 * i);
    }
    return bytes;
  }

  @Override
  public Long decode(byte[] bytes) {
    checkSize(bytes);
    var bits = 0L;
    for (var i = size - 1; i >= 0; i--) {
      bits = bits << 8 | bytes[i] & 0xff;
    }
    return extend(bits);
  }

  @Override
  public byte[] encodeKey(Long key) {
    var bits = inRange(key) ^ signBit();
    var bytes = new byte[size];
    for (var i = 0; i < size; i++) {
      bytes[i] = (byte) (bits >>> 8 * (size - 1 - i));
    }
    return bytes;
  }

  @Override
  public Long decodeKey(byte[] bytes) {
    checkSize(bytes);
    var bits = 0L;
    for (var b : bytes) {
      bits = bits << 8 | b & 0xff;
    }
    return extend(bits ^ signBit());
  }

  private long signBit() {
    return signed ? 1L << (8 * size - 1) : 0;
  }

  private long extend(long bits) {
    var unused = 64 - 8 * size;
    return signed ? bits << unused >> unused : bits << unused >>> unused;
  }

  private long inRange(long value) {
    if (extend(value) != value) {
      throw new IllegalArgumentException(
          "number: got " + value + ", want " + (signed ? "i" : "u") + 8 * size);
    }
    return value;
  }

  private void checkSize(byte[] bytes) {
    if (bytes.length != size) {
      throw new IllegalArgumentException("number: got " + bytes.length + " bytes, want " + size);
    }
  }
}
