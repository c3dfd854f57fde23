package io.supervisor.core.merkledb;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keys of records:
 *
 * <pre>
 * 00                                          number of the next index (4 bytes)
 * 00 | 0 or 1 = group | name                  catalog: type (1), number (4)
 * 00 | 2 | name of an instance                its migration: numbers of its indexes, memo
 * 00 | 3 | type | number (4)                  an index that is gone, and whose records are not yet
 * 01 | type | number (4) | [group key] | ...  what the index holds
 * 02 | type | number (4) | [group key] | ...  nodes of its Merkle tree
 * </pre>
 *
 * A group key is preceded by its size (2 bytes). Numbers are big endian, and given to indexes in
 * the order in which blocks open them first, so they are the same on all nodes; they are no part of
 * the state hash. A migration gets a range of them from the block that begins it, because nodes run
 * its script at different times.
 */
final class Keys {
  static final byte[] NEXT_NUMBER = {0};
  static final byte DATA = 1;
  static final byte NODES = 2;

  private static final byte MIGRATION = 2;
  private static final byte GONE = 3;
  private static final int INDEX_SIZE = 6;
  private static final int GROUP_KEY_MAX = 0xffff;
  private static final byte[] NO_GROUP = {};

  private Keys() {}

  static byte[] catalog(IndexName name) {
    return join(new byte[] {0, (byte) (name.isGroup() ? 1 : 0)}, name.bytes());
  }

  /** What the keys of all migrations begin with. */
  static byte[] migrations() {
    return new byte[] {0, MIGRATION};
  }

  static byte[] migration(String instanceName) {
    return join(migrations(), instanceName.getBytes(StandardCharsets.UTF_8));
  }

  /** Name of the instance that a key of a migration speaks of. */
  static String migratingInstance(byte[] key) {
    return new String(key, 2, key.length - 2, StandardCharsets.UTF_8);
  }

  /** What the keys of all indexes begin with whose records are to be erased. */
  static byte[] gone() {
    return new byte[] {0, GONE};
  }

  static byte[] gone(IndexType type, int number) {
    var data = data(type, number, null);
    return join(gone(), Arrays.copyOfRange(data, 1, data.length));
  }

  /** What the keys of the contents of an index begin with, by its key among those to be erased. */
  static byte[] dataOfGone(byte[] key) {
    return join(new byte[] {DATA}, Arrays.copyOfRange(key, 2, key.length));
  }

  /** Name of the index that a key of the catalog speaks of. */
  static IndexName catalogName(byte[] key) {
    return new IndexName(new String(key, 2, key.length - 2, StandardCharsets.UTF_8), key[1] == 1);
  }

  /**
   * What the keys of an index's contents begin with.
   *
   * @throws IllegalArgumentException if the key of the group has more than 65,535 bytes
   */
  static byte[] data(IndexType type, int number, byte @Nullable [] groupKey) {
    var group = groupKey == null ? NO_GROUP : groupKey;
    if (group.length > GROUP_KEY_MAX) {
      throw new IllegalArgumentException("key of a group: got " + group.length + " bytes");
    }
    var key = ByteBuffer.allocate(INDEX_SIZE + (groupKey == null ? 0 : 2) + group.length);
    key.put(DATA).put(type.code()).putInt(number);
    if (groupKey != null) {
      key.putShort((short) group.length);
    }
    return key.put(group).array();
  }

  /** What the keys of its tree begin with, if those of its contents begin so. */
  static byte[] nodes(byte[] data) {
    var nodes = data.clone();
    nodes[0] = NODES;
    return nodes;
  }

  /** Type of the index that a record belongs to. Requires one of its contents or nodes. */
  static IndexType type(byte[] key) {
    return IndexType.of(key[1]);
  }

  /** Whether a record belongs to the tree of a Merkelized map. */
  static boolean isMapNode(byte[] key) {
    return key[0] == NODES && type(key).isMap();
  }

  /** Whether a record is an entry of a Merkelized map. */
  static boolean isMapEntry(byte[] key) {
    return key[0] == DATA && type(key).isMap();
  }

  static byte[] join(byte[] first, byte[] second) {
    var joined = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, joined, first.length, second.length);
    return joined;
  }

  static byte[] position(long index) {
    return ByteBuffer.allocate(Long.BYTES).putLong(index).array();
  }

  /** The smallest key that does not begin with the prefix; null if there is none. */
  static byte @Nullable [] end(byte[] prefix) {
    for (var last = prefix.length - 1; last >= 0; last--) {
      if (prefix[last] != (byte) 0xff) {
        var end = Arrays.copyOf(prefix, last + 1);
        end[last]++;
        return end;
      }
    }
    return null;
  }
}
