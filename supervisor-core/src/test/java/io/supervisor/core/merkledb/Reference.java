package io.supervisor.core.merkledb;

import io.supervisor.api.Hash;
import io.supervisor.api.crypto.Sha256;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Hashes of lists and maps written down as wire.md sections 2.3 and 2.4 say, slow and without any
 * of the code under test.
 */
final class Reference {
  private Reference() {}

  static Hash listHash(List<byte[]> values) {
    return hash(2, littleEndian(values.size()), listRoot(values).toBytes());
  }

  private static Hash listRoot(List<byte[]> values) {
    if (values.isEmpty()) {
      return Hash.ZERO;
    }
    var level = values.stream().map(value -> hash(0, value)).toList();
    while (level.size() > 1) {
      var below = level;
      level =
          java.util.stream.IntStream.range(0, (below.size() + 1) / 2)
              .mapToObj(i ->
                  2 * i + 1 < below.size()
                      ? hash(1, below.get(2 * i).toBytes(), below.get(2 * i + 1).toBytes())
                      : hash(1, below.get(2 * i).toBytes()))
              .toList();
    }
    return level.getFirst();
  }

  /**
   * @param values by the 32 bytes of the path
   */
  static Hash mapHash(Map<Hash, byte[]> values) {
    var leaves = new TreeMap<String, Hash>();
    values.forEach((path, value) -> leaves.put(bits(path.toBytes()), hash(0, value)));
    return hash(3, mapRoot(leaves).toBytes());
  }

  private static Hash mapRoot(SortedMap<String, Hash> leaves) {
    if (leaves.isEmpty()) {
      return Hash.ZERO;
    }
    return leaves.size() == 1
        ? hash(4, encode(leaves.firstKey()), only(leaves).toBytes())
        : nodeHash(leaves);
  }

  private static Hash only(SortedMap<String, Hash> leaves) {
    return leaves.firstEntry().getValue();
  }

  private static String prefix(SortedMap<String, Hash> leaves) {
    var first = leaves.firstKey();
    var last = leaves.lastKey();
    var common = 0;
    while (common < first.length() && first.charAt(common) == last.charAt(common)) {
      common++;
    }
    return first.substring(0, common);
  }

  private static Hash nodeHash(SortedMap<String, Hash> leaves) {
    if (leaves.size() == 1) {
      return only(leaves);
    }
    var middle = prefix(leaves) + "1";
    var left = leaves.headMap(middle);
    var right = leaves.tailMap(middle);
    return hash(
        4,
        nodeHash(left).toBytes(),
        nodeHash(right).toBytes(),
        encode(prefix(left)),
        encode(prefix(right)));
  }

  /** Text of a path: the least significant bit of each byte first. */
  static String bits(byte[] path) {
    var text = new StringBuilder();
    for (var b : path) {
      for (var i = 0; i < 8; i++) {
        text.append((b >> i & 1) == 0 ? '0' : '1');
      }
    }
    return text.toString();
  }

  private static byte[] encode(String bits) {
    var out = new ByteArrayOutputStream();
    var left = bits.length();
    for (; left > 127; left >>= 7) {
      out.write((left & 127) | 128);
    }
    out.write(left);
    for (var from = 0; from < bits.length(); from += 8) {
      var value = 0;
      for (var i = from; i < Math.min(from + 8, bits.length()); i++) {
        value |= (bits.charAt(i) - '0') << (i - from);
      }
      out.write(value);
    }
    return out.toByteArray();
  }

  private static byte[] littleEndian(long number) {
    var bytes = new byte[8];
    for (var i = 0; i < 8; i++) {
      bytes[i] = (byte) (number >> (8 * i));
    }
    return bytes;
  }

  static Hash hash(int tag, byte[]... parts) {
    var out = new ByteArrayOutputStream();
    out.write(tag);
    for (var part : parts) {
      out.writeBytes(part);
    }
    return Sha256.of(out.toByteArray());
  }
}
