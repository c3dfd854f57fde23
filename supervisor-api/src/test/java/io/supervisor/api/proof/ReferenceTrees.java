package io.supervisor.api.proof;

import io.supervisor.api.Hash;
import io.supervisor.api.crypto.Sha256;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Hashes and proofs of Merkelized lists and maps the slow and obvious way, written from wire.md
 * sections 2 and 3 without the code that it is compared with.
 */
public final class ReferenceTrees {
  private ReferenceTrees() {}

  /** T(height, index) of wire.md section 2.3. */
  static Hash node(List<byte[]> values, int height, long index) {
    if (height == 1) {
      return tagged(0, values.get((int) index));
    }
    var left = node(values, height - 1, 2 * index).toBytes();
    return exists(values, height - 1, 2 * index + 1)
        ? tagged(1, left, node(values, height - 1, 2 * index + 1).toBytes())
        : tagged(1, left);
  }

  private static boolean exists(List<byte[]> values, int height, long index) {
    return index << (height - 1) < values.size();
  }

  static int height(int length) {
    var height = length == 0 ? 0 : 1;
    while (height > 0 && 1 << (height - 1) < length) {
      height++;
    }
    return height;
  }

  static Hash listRoot(List<byte[]> values) {
    return values.isEmpty() ? Hash.ZERO : node(values, height(values.size()), 0);
  }

  public static Hash listHash(List<byte[]> values) {
    var length = new byte[8];
    for (var i = 0; i < 8; i++) {
      length[i] = (byte) ((long) values.size() >> 8 * i);
    }
    return tagged(2, length, listRoot(values).toBytes());
  }

  /** Proof of the closed range [from, to] of wire.md section 3.1. */
  public static ListProof listProof(List<byte[]> values, long from, long to) {
    var height = height(values.size());
    if (from >= values.size()) {
      return new ListProof(
          values.isEmpty()
              ? List.of()
              : List.of(new ListProof.HashedNode(0, height, listRoot(values))),
          List.of(),
          values.size());
    }
    var entries = new ArrayList<ListProof.Entry>();
    for (var i = from; i <= Math.min(to, values.size() - 1); i++) {
      entries.add(new ListProof.Entry(i, values.get((int) i)));
    }
    var hashes = new ArrayList<ListProof.HashedNode>();
    var left = from;
    var right = to;
    var last = values.size() - 1L;
    for (var k = 1; k < height; k++) {
      if (left % 2 == 1) {
        hashes.add(new ListProof.HashedNode(left - 1, k, node(values, k, left - 1)));
      }
      if (right % 2 == 0 && right < last) {
        hashes.add(new ListProof.HashedNode(right + 1, k, node(values, k, right + 1)));
      }
      left /= 2;
      right /= 2;
      last /= 2;
    }
    return new ListProof(hashes, entries, values.size());
  }

  /** Entries by the text of their paths, in which 0 and 1 sort as bits do. */
  public static SortedMap<String, byte[]> byPath(Map<byte[], byte[]> entries, MapKind kind) {
    var sorted = new TreeMap<String, byte[]>();
    entries.forEach((key, value) -> sorted.put(kind.path(key).toString(), value));
    return sorted;
  }

  public static Hash mapHash(SortedMap<String, byte[]> entries) {
    return tagged(3, mapRoot(entries).toBytes());
  }

  static Hash mapRoot(SortedMap<String, byte[]> entries) {
    if (entries.isEmpty()) {
      return Hash.ZERO;
    }
    var path = path(entries);
    return entries.size() == 1
        ? tagged(4, encode(path), mapNode(entries).toBytes())
        : mapNode(entries);
  }

  /** Hash of the node above some entries. */
  private static Hash mapNode(SortedMap<String, byte[]> entries) {
    if (entries.size() == 1) {
      return tagged(0, entries.values().iterator().next());
    }
    var left = entries.headMap(path(entries) + "1");
    var right = entries.tailMap(path(entries) + "1");
    return tagged(
        4,
        mapNode(left).toBytes(),
        mapNode(right).toBytes(),
        encode(path(left)),
        encode(path(right)));
  }

  /** Longest common prefix of some paths. */
  private static String path(SortedMap<String, byte[]> entries) {
    var first = entries.firstKey();
    var last = entries.lastKey();
    var length = 0;
    while (length < first.length() && first.charAt(length) == last.charAt(length)) {
      length++;
    }
    return first.substring(0, length);
  }

  private static byte[] encode(String bits) {
    var size = bits.length() < 128 ? 1 : 2;
    var encoded = new byte[size + (bits.length() + 7) / 8];
    encoded[0] = (byte) (size == 1 ? bits.length() : bits.length() % 128 + 128);
    if (size == 2) {
      encoded[1] = (byte) (bits.length() / 128);
    }
    for (var i = 0; i < bits.length(); i++) {
      if (bits.charAt(i) == '1') {
        encoded[size + i / 8] |= (byte) (1 << (i % 8));
      }
    }
    return encoded;
  }

  /** Proof of some keys, construction of wire.md section 3.2. */
  public static MapProof mapProof(
      SortedMap<String, byte[]> entries, List<byte[]> wanted, MapKind kind) {
    var keys = new TreeMap<String, byte[]>();
    wanted.forEach(key -> keys.put(kind.path(key).toString(), key));
    var hashes = new ArrayList<MapProof.HashedNode>();
    if (entries.size() == 1 && !keys.containsKey(entries.firstKey())) {
      hashes.add(hashed(entries));
    } else if (entries.size() > 1) {
      open(entries, keys, hashes);
    }
    return new MapProof(
        keys.entrySet().stream()
            .map(key ->
                new MapProof.Entry(key.getValue(), Optional.ofNullable(entries.get(key.getKey()))))
            .toList(),
        hashes);
  }

  private static void open(
      SortedMap<String, byte[]> branch,
      SortedMap<String, byte[]> wanted,
      List<MapProof.HashedNode> hashes) {
    var middle = path(branch) + "1";
    for (var child : List.of(branch.headMap(middle), branch.tailMap(middle))) {
      var path = path(child);
      if (wanted.keySet().stream().noneMatch(key -> key.startsWith(path))) {
        hashes.add(hashed(child));
      } else if (child.size() > 1) {
        open(child, wanted, hashes);
      }
    }
  }

  private static MapProof.HashedNode hashed(SortedMap<String, byte[]> entries) {
    return new MapProof.HashedNode(ProofPath.parse(path(entries)), mapNode(entries));
  }

  private static Hash tagged(int tag, byte[]... parts) {
    var all = new byte[] {(byte) tag};
    for (var part : parts) {
      var start = all.length;
      all = Arrays.copyOf(all, start + part.length);
      System.arraycopy(part, 0, all, start, part.length);
    }
    return Sha256.of(all);
  }
}
