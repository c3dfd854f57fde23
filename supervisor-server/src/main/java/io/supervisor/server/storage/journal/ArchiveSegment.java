package io.supervisor.server.storage.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;

/**
 * One file of the archive: frames of consecutive heights, each a payload size (u32), a CRC32C of
 * the payload (u32) and the payload. Named after its first height.
 */
final class ArchiveSegment {
  private static final int HEADER = 8;
  private static final String PREFIX = "blocks-";

  private final Path file;
  private final FileChannel writer;
  // Apart from the writer, because an interrupt of a reading thread closes the channel it reads.
  private volatile FileChannel reader;
  private long end;
  private boolean tornEnd;

  private ArchiveSegment(Path file) throws IOException {
    this.file = file;
    this.writer =
        FileChannel.open(
            file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    this.reader = FileChannel.open(file, StandardOpenOption.READ);
  }

  static ArchiveSegment create(Path folder, long firstHeight) throws IOException {
    var name = PREFIX + String.format(Locale.ROOT, "%016x", firstHeight);
    var segment = new ArchiveSegment(folder.resolve(name));
    Folders.sync(folder);
    return segment;
  }

  static boolean isSegment(Path file) {
    return file.getFileName().toString().startsWith(PREFIX);
  }

  static long firstHeight(Path file) {
    var name = file.getFileName().toString();
    return Long.parseUnsignedLong(name.substring(PREFIX.length()), 16);
  }

  /**
   * Opens a file and tells the position of each frame in order.
   *
   * @param last whether its end may be torn: then every frame is checked, and what follows the last
   *     good one is cut off before the next is appended; a node that does not start deletes nothing
   */
  static ArchiveSegment open(Path file, boolean last, LongConsumer frames) throws IOException {
    var segment = new ArchiveSegment(file);
    long size = segment.writer.size();
    long position = 0;
    while (position < size) {
      long next = segment.frameEnd(position, size, last);
      if (next < 0) {
        if (!last) {
          throw new IOException(file + ": damaged at byte " + position);
        }
        segment.tornEnd = true;
        break;
      }
      frames.accept(position);
      position = next;
    }
    segment.end = position;
    return segment;
  }

  /** End of the frame that begins here, or -1 if it is not whole. */
  private long frameEnd(long position, long size, boolean check) throws IOException {
    if (size - position < HEADER) {
      return -1;
    }
    var header = ByteBuffer.allocate(HEADER);
    Folders.readFully(writer, position, header);
    int length = header.flip().getInt();
    int checksum = header.getInt();
    if (length <= 0 || size - position - HEADER < length) {
      return -1;
    }
    if (check) {
      var payload = ByteBuffer.allocate(length);
      Folders.readFully(writer, position + HEADER, payload);
      if (payload.hasRemaining() || checksum(payload.flip()) != checksum) {
        return -1;
      }
    }
    return position + HEADER + length;
  }

  /** Bytes written so far. */
  long end() {
    return end;
  }

  /** Appends a frame and returns its position. */
  long append(ByteBuffer payload) throws IOException {
    long position = end;
    if (tornEnd) {
      writer.truncate(position);
      writer.force(true);
      tornEnd = false;
    }
    var frame = ByteBuffer.allocate(HEADER + payload.remaining());
    frame.putInt(payload.remaining()).putInt(checksum(payload)).put(payload).flip();
    int size = frame.remaining();
    Folders.writeFully(writer, position, frame);
    end = position + size;
    return position;
  }

  void sync() throws IOException {
    writer.force(true);
  }

  /** Payload of the frame at this position; checked. */
  ByteBuffer read(long position) throws IOException {
    try {
      return read(reader, position);
    } catch (ClosedChannelException e) {
      // Another thread was interrupted while it read. If it was this one, that throws again.
      var reopened = FileChannel.open(file, StandardOpenOption.READ);
      reader = reopened;
      return read(reopened, position);
    }
  }

  private ByteBuffer read(FileChannel channel, long position) throws IOException {
    var header = ByteBuffer.allocate(HEADER);
    Folders.readFully(channel, position, header);
    int length = header.flip().getInt();
    int checksum = header.getInt();
    var payload = ByteBuffer.allocate(length);
    Folders.readFully(channel, position + HEADER, payload);
    if (payload.hasRemaining() || checksum(payload.flip()) != checksum) {
      throw new IOException(file + ": damaged at byte " + position);
    }
    return payload;
  }

  void close() throws IOException {
    writer.close();
    reader.close();
  }

  private static int checksum(ByteBuffer payload) {
    var crc = new CRC32C();
    crc.update(payload.duplicate());
    return (int) crc.getValue();
  }
}
