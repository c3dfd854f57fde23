package io.supervisor.api.storage;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.DateTimeException;
import java.time.Instant;

/** i64 seconds and u32 nanoseconds. */
final class TimestampCodec implements KeyCodec<Instant> {
  static final TimestampCodec INSTANCE = new TimestampCodec();

  private static final int SIZE = 12;

  private TimestampCodec() {}

  @Override
  public byte[] encode(Instant value) {
    return ByteBuffer.allocate(SIZE)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(value.getEpochSecond())
        .putInt(value.getNano())
        .array();
  }

  @Override
  public Instant decode(byte[] bytes) {
    var buffer = wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return instant(buffer.getLong(), buffer.getInt());
  }

  @Override
  public byte[] encodeKey(Instant key) {
    return ByteBuffer.allocate(SIZE)
        .putLong(key.getEpochSecond() ^ Long.MIN_VALUE)
        .putInt(key.getNano())
        .array();
  }

  @Override
  public Instant decodeKey(byte[] bytes) {
    var buffer = wrap(bytes);
    return instant(buffer.getLong() ^ Long.MIN_VALUE, buffer.getInt());
  }

  private static ByteBuffer wrap(byte[] bytes) {
    if (bytes.length != SIZE) {
      throw new IllegalArgumentException("time: got " + bytes.length + " bytes, want " + SIZE);
    }
    return ByteBuffer.wrap(bytes);
  }

  private static Instant instant(long seconds, int nanos) {
    if (nanos < 0 || nanos > 999_999_999) {
      throw new IllegalArgumentException(
          "nanoseconds: got " + Integer.toUnsignedString(nanos) + ", want below 10^9");
    }
    try {
      return Instant.ofEpochSecond(seconds, nanos);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("time: " + seconds + " s are out of range", e);
    }
  }
}
