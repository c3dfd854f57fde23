package io.supervisor.core.merkledb;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The changes of one block, immutable.
 *
 * <p>Bytes: number of changes (4), then for each in ascending order of keys: size of the key (4),
 * size of the value (4; -1 = removed), key, value. Integers are big endian.
 */
public final class Patch {
  public static final Patch EMPTY = new Patch(List.of());

  private static final int REMOVED = -1;

  /**
   * A record that changed.
   *
   * @param value null = it is removed
   */
  public record Change(byte[] key, byte @Nullable [] value) {
    private long bytes() {
      return 8L + key.length + (value == null ? 0 : value.length);
    }
  }

  private final List<Change> changes;
  private final long bytes;

  private Patch(List<Change> changes) {
    this.changes = Collections.unmodifiableList(changes);
    this.bytes = 4 + changes.stream().mapToLong(Change::bytes).sum();
  }

  /**
   * Takes the list over.
   *
   * @throws IllegalArgumentException unless keys ascend, by unsigned bytes
   */
  static Patch of(List<Change> changes) {
    for (var i = 1; i < changes.size(); i++) {
      requireAscending(changes.get(i - 1), changes.get(i));
    }
    return new Patch(changes);
  }

  /**
   * Copies the map, not the arrays: nobody may change those any more.
   *
   * @param changes in the unsigned order of keys; empty = the record is removed
   */
  public static Patch of(SortedMap<byte[], Optional<byte[]>> changes) {
    var list = new ArrayList<Change>(changes.size());
    changes.forEach((key, value) -> list.add(new Change(key, value.orElse(null))));
    return of(list);
  }

  private static void requireAscending(Change before, Change after) {
    if (Arrays.compareUnsigned(before.key, after.key) >= 0) {
      throw new IllegalArgumentException("patch: keys do not ascend");
    }
  }

  /** In ascending unsigned order of keys. Nobody may change the arrays. */
  public List<Change> changes() {
    return changes;
  }

  public boolean isEmpty() {
    return changes.isEmpty();
  }

  /**
   * What cannot be computed from the rest: without the trees of Merkelized maps, which make up most
   * of a patch. {@link Fork#redo} brings them back.
   */
  public Patch withoutTrees() {
    return new Patch(changes.stream().filter(change -> !Keys.isMapNode(change.key)).toList());
  }

  /** Size of {@link #encode()}. */
  public long bytes() {
    return bytes;
  }

  /**
   * @throws IllegalStateException if it is larger than an array can be
   */
  public byte[] encode() {
    if (bytes > Integer.MAX_VALUE - 8) {
      throw new IllegalStateException("patch of " + bytes + " bytes does not fit into an array");
    }
    var out = ByteBuffer.allocate((int) bytes).putInt(changes.size());
    for (var change : changes) {
      var value = change.value;
      out.putInt(change.key.length).putInt(value == null ? REMOVED : value.length).put(change.key);
      if (value != null) {
        out.put(value);
      }
    }
    return out.array();
  }

  /**
   * Reads what {@link #encode()} wrote.
   *
   * @throws IllegalArgumentException if the bytes are anything else
   */
  public static Patch decode(byte[] encoded) {
    var in = ByteBuffer.wrap(encoded);
    var changes = new ArrayList<Change>();
    try {
      var count = in.getInt();
      if (count < 0) {
        throw new IllegalArgumentException("patch: got " + count + " changes");
      }
      for (var left = count; left > 0; left--) {
        var keySize = in.getInt();
        var valueSize = in.getInt();
        var key = take(in, keySize);
        changes.add(new Change(key, valueSize == REMOVED ? null : take(in, valueSize)));
      }
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("patch: truncated", e);
    }
    if (in.hasRemaining()) {
      throw new IllegalArgumentException("patch: " + in.remaining() + " bytes too many");
    }
    return of(changes);
  }

  private static byte[] take(ByteBuffer in, int size) {
    if (size < 0 || size > in.remaining()) {
      throw new IllegalArgumentException("patch: got size " + size + " with " + in.remaining());
    }
    var bytes = new byte[size];
    in.get(bytes);
    return bytes;
  }
}
