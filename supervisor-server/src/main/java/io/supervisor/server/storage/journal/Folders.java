package io.supervisor.server.storage.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What Java leaves to the caller when files have to survive a crash. */
final class Folders {
  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(1 << 20).asReadOnlyBuffer();

  private Folders() {}

  /** Makes the names in a folder durable. */
  static void sync(Path folder) throws IOException {
    try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Writes all bytes at a position. */
  static void writeFully(FileChannel channel, long position, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      position += channel.write(bytes, position);
    }
  }

  /** Reads up to as many bytes as there is room for; fewer at the end of the file. */
  static void readFully(FileChannel channel, long position, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      int count = channel.read(bytes, position);
      if (count < 0) {
        return;
      }
      position += count;
    }
  }

  /** Makes a file of zeros, durably: no later write within it changes metadata. */
  static void createZeros(Path file, long size) throws IOException {
    try (var channel =
        FileChannel.open(
            file,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      for (long position = 0; position < size; position += ZEROS.capacity()) {
        var part = ZEROS.duplicate().limit((int) Math.min(ZEROS.capacity(), size - position));
        writeFully(channel, position, part);
      }
      channel.force(true);
    }
  }
}
