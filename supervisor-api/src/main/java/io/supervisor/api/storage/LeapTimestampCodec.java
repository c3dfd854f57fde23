package io.supervisor.api.storage;

import com.google.protobuf.Timestamp;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** i64 seconds and u32 nanoseconds, of which a leap second has more than 10^9. */
final class LeapTimestampCodec implements Codec<Timestamp> {
  static final LeapTimestampCodec INSTANCE = new LeapTimestampCodec();

  private static final int SIZE = 12;
  private static final int NANOS_MAX = 1_999_999_999;

  private LeapTimestampCodec() {}

  @Override
  public byte[] encode(Timestamp value) {
    return ByteBuffer.allocate(SIZE)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(value.getSeconds())
        .putInt(checked(value.getNanos()))
        .array();
  }

  @Override
  public Timestamp decode(byte[] bytes) {
    if (bytes.length != SIZE) {
      throw new IllegalArgumentException("time: got " + bytes.length + " bytes, want " + SIZE);
    }
    var buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return Timestamp.newBuilder()
        .setSeconds(buffer.getLong())
        .setNanos(checked(buffer.getInt()))
        .build();
  }

  private static int checked(int nanos) {
    if (nanos < 0 || nanos > NANOS_MAX) {
      throw new IllegalArgumentException(
          "nanoseconds: got " + Integer.toUnsignedString(nanos) + ", want below 2 * 10^9");
    }
    return nanos;
  }
}
