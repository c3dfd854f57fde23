package io.supervisor.core.merkledb;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Immutable sorted records, of which a changed copy shares all that did not change: chunks of at
 * most {@link #CHUNK_MAX} records. A copy with c changes of n records costs O(n / CHUNK_MAX + c *
 * CHUNK_MAX), and the first term is the copying of one array of pointers.
 */
public final class PersistentRecords {
  public static final PersistentRecords EMPTY = new PersistentRecords(List.of());

  /** Value of what {@link #layeredWith} removed; compared by identity. */
  public static final byte[] REMOVED = new byte[0];

  private static final int CHUNK_MAX = 32;
  private static final int CHUNK_FILL = 24;

  private final Chunk[] chunks;
  private final long size;

  private PersistentRecords(List<Chunk> chunks) {
    this.chunks = chunks.toArray(Chunk[]::new);
    this.size = chunks.stream().mapToLong(chunk -> chunk.keys.length).sum();
  }

  /** Number of records, {@link #REMOVED} ones included. */
  public long size() {
    return size;
  }

  public byte @Nullable [] get(byte[] key) {
    var chunk = chunkOf(key);
    if (chunk < 0) {
      return null;
    }
    var found = chunks[chunk].indexOf(key);
    return found < 0 ? null : chunks[chunk].values[found];
  }

  /** Records {@code from <= key < to}, ascending; to null = the last one. */
  public Iterator<Map.Entry<byte[], byte[]>> scan(byte[] from, byte @Nullable [] to) {
    return new Scan(from, to);
  }

  /** A copy with the changes of a patch. */
  public PersistentRecords with(Patch patch) {
    return with(patch, false);
  }

  /** A copy with the changes of a patch, where what is removed has the value {@link #REMOVED}. */
  public PersistentRecords layeredWith(Patch patch) {
    return with(patch, true);
  }

  private PersistentRecords with(Patch patch, boolean keepsRemoved) {
    var builder = new Builder();
    var changes = patch.changes();
    var next = 0;
    var shared = 0;
    while (next < changes.size()) {
      var index = Math.max(chunkOf(changes.get(next).key()), 0);
      builder.share(chunks, shared, index);
      shared = Math.min(index + 1, chunks.length);
      var end = next + 1;
      while (end < changes.size()
          && (shared == chunks.length
              || Arrays.compareUnsigned(changes.get(end).key(), chunks[shared].keys[0]) < 0)) {
        end++;
      }
      builder.merge(
          chunks.length == 0 ? Chunk.NONE : chunks[index],
          changes.subList(next, end),
          keepsRemoved);
      next = end;
    }
    builder.share(chunks, shared, chunks.length);
    return new PersistentRecords(builder.chunks);
  }

  /** The chunk that has the key, if any has it; -1 if all keys are greater. */
  private int chunkOf(byte[] key) {
    var low = 0;
    var high = chunks.length;
    while (low < high) {
      var middle = (low + high) >>> 1;
      if (Arrays.compareUnsigned(chunks[middle].keys[0], key) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  /** Has at least one record, except for {@link #NONE}. */
  private record Chunk(byte[][] keys, byte[][] values) {
    static final Chunk NONE = new Chunk(new byte[0][], new byte[0][]);

    int indexOf(byte[] key) {
      return Arrays.binarySearch(keys, key, Arrays::compareUnsigned);
    }
  }

  private static final class Builder {
    final List<Chunk> chunks = new ArrayList<>();
    private byte[][] keys = new byte[2 * CHUNK_MAX][];
    private byte[][] values = new byte[2 * CHUNK_MAX][];
    private int size;

    void share(Chunk[] old, int from, int to) {
      if (from < to) {
        chunks.addAll(Arrays.asList(old).subList(from, to));
      }
    }

    void merge(Chunk old, List<Patch.Change> changes, boolean keepsRemoved) {
      size = 0;
      reserve(old.keys.length + changes.size());
      var copied = 0;
      for (var change : changes) {
        var found =
            Arrays.binarySearch(
                old.keys, copied, old.keys.length, change.key(), Arrays::compareUnsigned);
        var at = found < 0 ? -found - 1 : found;
        copy(old, copied, at);
        copied = found < 0 ? at : at + 1;
        var value = change.value();
        if (value != null || keepsRemoved) {
          keys[size] = change.key();
          values[size++] = value == null ? REMOVED : value;
        }
      }
      copy(old, copied, old.keys.length);
      endChunk();
    }

    private void reserve(int capacity) {
      if (keys.length < capacity) {
        keys = new byte[capacity][];
        values = new byte[capacity][];
      }
    }

    private void copy(Chunk from, int begin, int end) {
      System.arraycopy(from.keys, begin, keys, size, end - begin);
      System.arraycopy(from.values, begin, values, size, end - begin);
      size += end - begin;
    }

    /** Cuts what was merged into chunks; joins it to the last one if both are small. */
    private void endChunk() {
      if (size == 0) {
        return;
      }
      if (!chunks.isEmpty() && chunks.getLast().keys.length + size <= CHUNK_FILL) {
        joinToLast();
        return;
      }
      var pieces = size <= CHUNK_MAX ? 1 : (size + CHUNK_FILL - 1) / CHUNK_FILL;
      for (var piece = 0; piece < pieces; piece++) {
        var from = (int) ((long) size * piece / pieces);
        var to = (int) ((long) size * (piece + 1) / pieces);
        chunks.add(
            new Chunk(Arrays.copyOfRange(keys, from, to), Arrays.copyOfRange(values, from, to)));
      }
    }

    private void joinToLast() {
      var last = chunks.removeLast();
      var before = last.keys.length;
      var joinedKeys = Arrays.copyOf(last.keys, before + size);
      var joinedValues = Arrays.copyOf(last.values, before + size);
      System.arraycopy(keys, 0, joinedKeys, before, size);
      System.arraycopy(values, 0, joinedValues, before, size);
      chunks.add(new Chunk(joinedKeys, joinedValues));
    }
  }

  private final class Scan implements Iterator<Map.Entry<byte[], byte[]>> {
    private final byte @Nullable [] to;
    private int chunk;
    private int index;

    Scan(byte[] from, byte @Nullable [] to) {
      this.to = to;
      this.chunk = Math.max(chunkOf(from), 0);
      if (chunk < chunks.length) {
        var found = chunks[chunk].indexOf(from);
        this.index = found < 0 ? -found - 1 : found;
        skipToChunk();
      }
    }

    @Override
    public boolean hasNext() {
      return chunk < chunks.length
          && (to == null || Arrays.compareUnsigned(chunks[chunk].keys[index], to) < 0);
    }

    @Override
    public Map.Entry<byte[], byte[]> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      var current = chunks[chunk];
      var entry = Map.entry(current.keys[index], current.values[index]);
      index++;
      skipToChunk();
      return entry;
    }

    private void skipToChunk() {
      if (index == chunks[chunk].keys.length) {
        chunk++;
        index = 0;
      }
    }
  }
}
