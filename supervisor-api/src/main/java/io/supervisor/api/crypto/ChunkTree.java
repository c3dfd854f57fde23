package io.supervisor.api.crypto;

import io.supervisor.api.Hash;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * Merkle tree over the chunks of a file, by which each chunk can be checked before the rest is
 * there. The hash of a chunk is SHA-256(0x00 ‖ chunk), that of a node SHA-256(0x01 ‖ left ‖ right);
 * a node without a sibling goes up as it is. The tree of RFC 9162, section 2.1.1.
 *
 * @param bytes of the file, at least 1
 * @param chunks hash of each chunk, in order
 */
public record ChunkTree(long bytes, List<Hash> chunks) {
  /** Bytes of each chunk but the last. */
  public static final int CHUNK_BYTES = 64 << 10;

  private static final byte CHUNK_PREFIX = 0;
  private static final byte NODE_PREFIX = 1;

  public ChunkTree {
    chunks = List.copyOf(chunks);
    if (bytes < 1 || chunks.size() != count(bytes)) {
      throw new IllegalArgumentException(
          "chunks: got " + chunks.size() + " of a file of " + bytes + " bytes");
    }
  }

  /** Chunks of a file. Requires at least 1 byte. */
  public static long count(long bytes) {
    return (bytes - 1) / CHUNK_BYTES + 1;
  }

  /** Reads a file to its end, a chunk at a time. Requires that it is not empty. */
  public static ChunkTree of(InputStream file) throws IOException {
    var builder = new Builder();
    var buffer = new byte[CHUNK_BYTES];
    for (var read = file.read(buffer); read >= 0; read = file.read(buffer)) {
      builder.add(buffer, 0, read);
    }
    return builder.build();
  }

  public static Hash hashOf(byte[] chunk) {
    return Sha256.of(new byte[] {CHUNK_PREFIX}, chunk);
  }

  /** Length of a chunk. Requires {@code 0 <= index < chunks().size()}. */
  public int length(int index) {
    return (int) Math.min(CHUNK_BYTES, bytes - (long) index * CHUNK_BYTES);
  }

  /** Whether these are the bytes of a chunk. Requires {@code 0 <= index < chunks().size()}. */
  public boolean holds(int index, byte[] chunk) {
    return chunk.length == length(index) && chunks.get(index).equals(hashOf(chunk));
  }

  public Hash root() {
    var level = chunks;
    while (level.size() > 1) {
      var above = new ArrayList<Hash>(level.size() / 2 + 1);
      for (int i = 0; i + 1 < level.size(); i += 2) {
        above.add(node(level.get(i), level.get(i + 1)));
      }
      if (level.size() % 2 == 1) {
        above.add(level.get(level.size() - 1));
      }
      level = above;
    }
    return level.get(0);
  }

  private static Hash node(Hash left, Hash right) {
    return Sha256.of(new byte[] {NODE_PREFIX}, left.toBytes(), right.toBytes());
  }

  /** Makes a tree from bytes as they come. Used by one thread at a time. */
  public static final class Builder {
    private final MessageDigest digest = Sha256.create();
    private final List<Hash> chunks = new ArrayList<>();
    private long bytes;

    public void add(byte[] part, int offset, int length) {
      int from = offset;
      int left = length;
      while (left > 0) {
        int inChunk = (int) (bytes % CHUNK_BYTES);
        if (inChunk == 0) {
          end();
          digest.update(CHUNK_PREFIX);
        }
        int taken = Math.min(left, CHUNK_BYTES - inChunk);
        digest.update(part, from, taken);
        bytes += taken;
        from += taken;
        left -= taken;
      }
    }

    /** Called where a chunk begins, and at the end of the file. */
    private void end() {
      if (bytes > 0) {
        chunks.add(Hash.of(digest.digest()));
      }
    }

    /** To be called once, last. Requires at least one byte. */
    public ChunkTree build() {
      end();
      return new ChunkTree(bytes, chunks);
    }
  }
}
