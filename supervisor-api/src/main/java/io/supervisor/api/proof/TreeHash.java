package io.supervisor.api.proof;

import io.supervisor.api.Hash;
import io.supervisor.api.crypto.Sha256;

/**
 * The rules by which Merkelized lists and maps are hashed. The tag that each preimage begins with
 * keeps values, lists and maps apart. Source: wire.md sections 2.1 to 2.4.
 */
public final class TreeHash {
  /** Most elements that a Merkelized list may have. */
  public static final long LIST_LENGTH_MAX = 1L << 56;

  /** Hash of the list without elements. */
  public static final Hash EMPTY_LIST = list(0, Hash.ZERO);

  /** Hash of the map without entries. */
  public static final Hash EMPTY_MAP = map(Hash.ZERO);

  private static final byte LEAF = 0;
  private static final byte LIST_BRANCH = 1;
  private static final byte LIST = 2;
  private static final byte MAP = 3;
  private static final byte MAP_BRANCH = 4;

  private TreeHash() {}

  /** Leaf of a list or a map. */
  public static Hash leaf(byte[] value) {
    var digest = Sha256.digest();
    digest.update(LEAF);
    return Hash.wrap(digest.digest(value));
  }

  /** Inner node of a list's tree. */
  public static Hash listBranch(Hash left, Hash right) {
    var digest = Sha256.digest();
    digest.update(LIST_BRANCH);
    digest.update(left.unsafeBytes());
    return Hash.wrap(digest.digest(right.unsafeBytes()));
  }

  /** Inner node of a list's tree whose right child does not exist: it is hashed all the same. */
  public static Hash listBranch(Hash only) {
    var digest = Sha256.digest();
    digest.update(LIST_BRANCH);
    return Hash.wrap(digest.digest(only.unsafeBytes()));
  }

  /**
   * Height of a list's tree: 0 for no elements, else ceil(log2(length)) + 1.
   *
   * @throws IllegalArgumentException unless {@code 0 <= length <= LIST_LENGTH_MAX}
   */
  public static int listHeight(long length) {
    if (length < 0 || length > LIST_LENGTH_MAX) {
      throw new IllegalArgumentException("length of a list: got " + length);
    }
    return length == 0 ? 0 : 65 - Long.numberOfLeadingZeros(length - 1);
  }

  /**
   * Object hash of a list.
   *
   * @param root its topmost node; {@link Hash#ZERO} for an empty list
   */
  public static Hash list(long length, Hash root) {
    var digest = Sha256.digest();
    digest.update(LIST);
    for (var shift = 0; shift < 64; shift += 8) {
      digest.update((byte) (length >>> shift));
    }
    return Hash.wrap(digest.digest(root.unsafeBytes()));
  }

  /** Node of a map's tree with two children. Requires that the left path is the smaller one. */
  public static Hash mapBranch(ProofPath leftPath, Hash left, ProofPath rightPath, Hash right) {
    var preimage = new byte[1 + 2 * Hash.SIZE + encodedSize(leftPath) + encodedSize(rightPath)];
    preimage[0] = MAP_BRANCH;
    System.arraycopy(left.unsafeBytes(), 0, preimage, 1, Hash.SIZE);
    System.arraycopy(right.unsafeBytes(), 0, preimage, 1 + Hash.SIZE, Hash.SIZE);
    var end = encode(leftPath, preimage, 1 + 2 * Hash.SIZE);
    encode(rightPath, preimage, end);
    return Sha256.of(preimage);
  }

  /** Root of a map with one entry. */
  public static Hash mapOfOne(ProofPath leafPath, Hash leaf) {
    return Sha256.of(new byte[] {MAP_BRANCH}, encode(leafPath), leaf.unsafeBytes());
  }

  /**
   * Object hash of a map.
   *
   * @param root {@link Hash#ZERO} for an empty map, {@link #mapOfOne} for one entry, else the hash
   *     of the topmost branch
   */
  public static Hash map(Hash root) {
    return Sha256.of(new byte[] {MAP}, root.unsafeBytes());
  }

  /** A path as it goes into a hash: LEB128 of the number of bits, then the bytes. */
  public static byte[] encode(ProofPath path) {
    var encoded = new byte[encodedSize(path)];
    encode(path, encoded, 0);
    return encoded;
  }

  private static int encodedSize(ProofPath path) {
    return (path.length() < 0x80 ? 1 : 2) + path.unsafeBytes().length;
  }

  /** Writes at a position and returns the one behind. */
  private static int encode(ProofPath path, byte[] target, int position) {
    var at = position;
    if (path.length() < 0x80) {
      target[at++] = (byte) path.length();
    } else {
      target[at++] = (byte) (path.length() & 0x7f | 0x80);
      target[at++] = (byte) (path.length() >>> 7);
    }
    var bytes = path.unsafeBytes();
    System.arraycopy(bytes, 0, target, at, bytes.length);
    return at + bytes.length;
  }
}
