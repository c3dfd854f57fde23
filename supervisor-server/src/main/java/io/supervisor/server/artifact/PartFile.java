package io.supervisor.server.artifact;

import io.supervisor.api.Hash;
import io.supervisor.api.crypto.ChunkTree;
import io.supervisor.api.crypto.Sha256;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Optional;

/**
 * A file on its way: its chunks where they belong, and beside it the tree that they have to pass.
 * Which chunks are there is found by hashing them, so that nothing is believed that a crash left
 * half written. Used by one thread.
 */
final class PartFile implements Closeable {
  private final Path file;
  private final Path treeFile;
  private final ChunkTree tree;
  private final FileChannel channel;
  private final BitSet present = new BitSet();

  private PartFile(Path file, Path treeFile, ChunkTree tree) throws IOException {
    this.file = file;
    this.treeFile = treeFile;
    this.tree = tree;
    this.channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /** Begins a file; what there was of it is gone. */
  static PartFile create(Path file, Path treeFile, ChunkTree tree) throws IOException {
    Files.deleteIfExists(file);
    TreeFile.write(treeFile, tree);
    return new PartFile(file, treeFile, tree);
  }

  /** Goes on with a file that was begun; empty if there is none that makes sense. */
  static Optional<PartFile> reopen(Path file, Path treeFile) throws IOException {
    var tree = TreeFile.read(treeFile);
    if (tree.isEmpty() || !Files.exists(file)) {
      return Optional.empty();
    }
    var part = new PartFile(file, treeFile, tree.get());
    try {
      part.look();
      return Optional.of(part);
    } catch (IOException e) {
      part.close();
      throw e;
    }
  }

  private void look() throws IOException {
    for (int i = 0; i < tree.chunks().size(); i++) {
      var chunk = read(i);
      if (chunk.isPresent() && tree.holds(i, chunk.get())) {
        present.set(i);
      }
    }
  }

  private Optional<byte[]> read(int index) throws IOException {
    var chunk = ByteBuffer.allocate(tree.length(index));
    long at = (long) index * ChunkTree.CHUNK_BYTES;
    while (chunk.hasRemaining()) {
      if (channel.read(chunk, at + chunk.position()) < 0) {
        return Optional.empty();
      }
    }
    return Optional.of(chunk.array());
  }

  ChunkTree tree() {
    return tree;
  }

  boolean has(int index) {
    return present.get(index);
  }

  int count() {
    return present.cardinality();
  }

  /** First chunk from this one on that is not there; their number if all are. */
  int nextMissing(int from) {
    return Math.min(present.nextClearBit(from), tree.chunks().size());
  }

  boolean isComplete() {
    return count() == tree.chunks().size();
  }

  /** Keeps a chunk if it is the right one; false if it is not. */
  boolean write(int index, byte[] chunk) throws IOException {
    if (!tree.holds(index, chunk)) {
      return false;
    }
    var buffer = ByteBuffer.wrap(chunk);
    long at = (long) index * ChunkTree.CHUNK_BYTES;
    while (buffer.hasRemaining()) {
      channel.write(buffer, at + buffer.position());
    }
    present.set(index);
    return true;
  }

  /** Hash of all that is on disk, which is durable afterwards. */
  Hash finish() throws IOException {
    channel.truncate(tree.bytes());
    channel.force(true);
    return hashOf(file);
  }

  static Hash hashOf(Path file) throws IOException {
    var digest = Sha256.create();
    var buffer = new byte[ChunkTree.CHUNK_BYTES];
    try (var in = Files.newInputStream(file)) {
      for (var count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
    return Hash.of(digest.digest());
  }

  Path file() {
    return file;
  }

  /** Keeps what is there for another time. */
  @Override
  public void close() throws IOException {
    channel.close();
  }

  void discard() throws IOException {
    channel.close();
    Files.deleteIfExists(file);
    Files.deleteIfExists(treeFile);
  }

  /** A tree on disk: bytes of the file, big endian, then the hashes. */
  static final class TreeFile {
    private static final int BYTES_MAX = 64 << 20;

    private TreeFile() {}

    static void write(Path file, ChunkTree tree) throws IOException {
      var bytes = ByteBuffer.allocate(Long.BYTES + tree.chunks().size() * Hash.SIZE);
      bytes.putLong(tree.bytes());
      tree.chunks().forEach(hash -> bytes.put(hash.toBytes()));
      var temporary = file.resolveSibling(file.getFileName() + ContentStore.TEMPORARY);
      Files.write(temporary, bytes.array(), StandardOpenOption.CREATE, StandardOpenOption.SYNC);
      ContentStore.rename(temporary, file);
    }

    static Optional<ChunkTree> read(Path file) throws IOException {
      try {
        if (Files.size(file) > BYTES_MAX) {
          return Optional.empty();
        }
        var bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        if (bytes.remaining() < Long.BYTES + Hash.SIZE
            || (bytes.remaining() - Long.BYTES) % Hash.SIZE != 0) {
          return Optional.empty();
        }
        long size = bytes.getLong();
        var hashes = new ArrayList<Hash>();
        while (bytes.hasRemaining()) {
          var hash = new byte[Hash.SIZE];
          bytes.get(hash);
          hashes.add(Hash.wrap(hash));
        }
        return size < 1 || hashes.size() != ChunkTree.count(size)
            ? Optional.empty()
            : Optional.of(new ChunkTree(size, hashes));
      } catch (NoSuchFileException e) {
        return Optional.empty();
      }
    }
  }
}
