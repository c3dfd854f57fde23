package io.supervisor.core.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Layout of what one sync makes durable: a header of {@link #HEADER} bytes, big endian (magic u32,
 * payload length u32, sequence u64, checksum of the frame before u32, checksum u32), the payload,
 * and zeros up to a multiple of {@link #ALIGNMENT}. The checksum, CRC32C, covers all but itself.
 *
 * <p>A frame is written only when the one before it is durable, so at most the last one can be
 * torn: whatever is broken before a good frame is damage.
 */
final class Frame {
  static final int HEADER = 24;
  static final int ALIGNMENT = 8;
  private static final int MAGIC = 0x53564a31;

  private Frame() {}

  /** A header that was read. */
  record Header(int length, long sequence, int previous, int checksum) {
    int size() {
      return Frame.size(length);
    }
  }

  /** Bytes that a frame with such a payload takes. */
  static int size(int payloadLength) {
    return Math.addExact(HEADER + payloadLength, ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  /** A frame in bytes, with the checksum that the next one names. */
  record Encoded(byte[] bytes, int checksum) {}

  static Encoded encode(long sequence, int previous, byte[] payload) {
    var buffer = ByteBuffer.allocate(size(payload.length));
    buffer.putInt(MAGIC).putInt(payload.length).putLong(sequence).putInt(previous);
    buffer.position(HEADER).put(payload);
    int checksum = checksum(buffer.array(), payload);
    buffer.putInt(HEADER - 4, checksum);
    return new Encoded(buffer.array(), checksum);
  }

  /** The header at the begin of these bytes, or null if they cannot be one. */
  static @Nullable Header header(byte[] bytes, int offset) {
    if (bytes.length - offset < HEADER) {
      return null;
    }
    var buffer = ByteBuffer.wrap(bytes, offset, HEADER);
    if (buffer.getInt() != MAGIC) {
      return null;
    }
    var header = new Header(buffer.getInt(), buffer.getLong(), buffer.getInt(), buffer.getInt());
    return header.length() < 0 || header.length() > Integer.MAX_VALUE - 2 * HEADER ? null : header;
  }

  /** Whether header bytes and payload are those that were written. */
  static boolean intact(byte[] header, Header decoded, byte[] payload) {
    return payload.length == decoded.length() && checksum(header, payload) == decoded.checksum();
  }

  /** Checksum of a frame with this header (whose own checksum is left out) and payload. */
  static int checksum(byte[] header, byte[] payload) {
    var crc = new CRC32C();
    crc.update(header, 0, HEADER - 4);
    crc.update(payload, 0, payload.length);
    return (int) crc.getValue();
  }
}
