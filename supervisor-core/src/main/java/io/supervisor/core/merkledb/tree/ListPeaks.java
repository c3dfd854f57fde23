package io.supervisor.core.merkledb.tree;

import io.supervisor.api.Hash;
import io.supervisor.api.proof.TreeHash;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What has to be known of a Merkelized list to append to it and to hash it: its length and, for
 * each binary digit of the length that is set, the topmost node of a complete subtree with as many
 * elements. Immutable.
 *
 * <p>Stored as length (8 bytes, big endian) and the hashes, largest subtree first.
 */
public final class ListPeaks {
  public static final ListPeaks EMPTY = new ListPeaks(0, new Hash[0]);

  /** Told of each subtree that has become complete. */
  @FunctionalInterface
  public interface CompleteNodes {
    void complete(int height, long index, Hash hash);
  }

  private final long length;

  /** Largest subtree first; one for each bit of the length that is set. */
  private final Hash[] peaks;

  private ListPeaks(long length, Hash[] peaks) {
    this.length = length;
    this.peaks = peaks;
  }

  /** Peaks of a list that has nodes. Requires {@code 0 <= length}. */
  public static ListPeaks of(long length, ListTree tree) {
    var peaks = new Hash[Long.bitCount(length)];
    var at = peaks.length;
    for (var bits = length; bits != 0; bits &= bits - 1) {
      var bit = Long.numberOfTrailingZeros(bits);
      peaks[--at] = tree.node(bit + 1, (length >>> bit) - 1);
    }
    return new ListPeaks(length, peaks);
  }

  public long length() {
    return length;
  }

  /**
   * @throws IllegalStateException if the list is full
   */
  public ListPeaks append(Hash leaf, CompleteNodes nodes) {
    if (length >= TreeHash.LIST_LENGTH_MAX) {
      throw new IllegalStateException("list: has as many elements as a list may have");
    }
    var merged = Long.numberOfTrailingZeros(~length);
    var hash = leaf;
    for (var i = 0; i < merged; i++) {
      hash = TreeHash.listBranch(peaks[peaks.length - 1 - i], hash);
      nodes.complete(i + 2, length >>> (i + 1), hash);
    }
    var kept = peaks.length - merged;
    var result = Arrays.copyOf(peaks, kept + 1);
    result[kept] = hash;
    return new ListPeaks(length + 1, result);
  }

  /** The same list after an element changed. */
  public ListPeaks changedAt(long index, ListTree tree) {
    var result = peaks.clone();
    var end = length;
    for (var i = result.length - 1; i >= 0; i--) {
      var size = Long.lowestOneBit(end);
      end -= size;
      if (index >= end) {
        var bit = Long.numberOfTrailingZeros(size);
        result[i] = tree.node(bit + 1, end >>> bit);
        return new ListPeaks(length, result);
      }
    }
    throw new IndexOutOfBoundsException("list: got " + index + ", length " + length);
  }

  /** Topmost node of the whole list (wire.md section 2.3). */
  public Hash root() {
    if (length == 0) {
      return Hash.ZERO;
    }
    var at = peaks.length - 1;
    var hash = peaks[at];
    var height = Long.numberOfTrailingZeros(length) + 1;
    if (at == 0) {
      return hash;
    }
    hash = TreeHash.listBranch(hash);
    for (height++; height < TreeHash.listHeight(length); height++) {
      hash =
          (length >>> (height - 1) & 1) != 0
              ? TreeHash.listBranch(peaks[--at], hash)
              : TreeHash.listBranch(hash);
    }
    return hash;
  }

  public Hash objectHash() {
    return length == 0 ? TreeHash.EMPTY_LIST : TreeHash.list(length, root());
  }

  public byte[] encode() {
    var out = ByteBuffer.allocate(Long.BYTES + peaks.length * Hash.SIZE).putLong(length);
    for (var peak : peaks) {
      out.put(peak.unsafeBytes());
    }
    return out.array();
  }

  /**
   * Reads what {@link #encode()} wrote.
   *
   * @throws IllegalArgumentException if the bytes are anything else
   */
  public static ListPeaks decode(byte[] encoded) {
    var in = ByteBuffer.wrap(encoded);
    if (encoded.length < Long.BYTES) {
      throw new IllegalArgumentException("list: truncated");
    }
    var length = in.getLong();
    if (in.remaining() != Long.bitCount(length) * Hash.SIZE) {
      throw new IllegalArgumentException(
          "list: got " + in.remaining() + " bytes of hashes for length " + length);
    }
    var peaks = new Hash[Long.bitCount(length)];
    for (var i = 0; i < peaks.length; i++) {
      var hash = new byte[Hash.SIZE];
      in.get(hash);
      peaks[i] = Hash.wrap(hash);
    }
    return new ListPeaks(length, peaks);
  }
}
