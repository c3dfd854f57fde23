package io.supervisor.core.merkledb;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which entries of which indexes a patch changes: for people who look for the reason of a
 * difference. Keys of maps as they were put; of a hashed map whose entry is gone, the hash of the
 * key; positions of lists as 8 bytes. Entries have no keys, members of groups and the Merkle trees
 * are left out.
 */
public final class ChangedKeys {
  private static final int NUMBER_AT = 2;
  private static final int KEY_AT = NUMBER_AT + Integer.BYTES;

  private ChangedKeys() {}

  /**
   * @param after the state that the patch leads to
   * @return by full name of the index, in order of names; keys in the order of the store
   */
  public static SortedMap<String, List<byte[]>> of(Patch patch, KeyValueView after) {
    var names = new HashMap<Integer, String>();
    new Catalog(new FixedRecords(after))
        .beginningWith("")
        .forEach((name, item) -> {
          if (!name.isGroup()) {
            names.put(item.number(), name.full());
          }
        });
    var changed = new TreeMap<String, List<byte[]>>();
    for (var change : patch.changes()) {
      var key = change.key();
      if (key[0] == Keys.DATA && key.length > KEY_AT) {
        var name = names.get(ByteBuffer.wrap(key).getInt(NUMBER_AT));
        if (name != null) {
          changed.computeIfAbsent(name, _ -> new ArrayList<>()).add(key(change));
        }
      }
    }
    return changed;
  }

  private static byte[] key(Patch.Change change) {
    var key = Arrays.copyOfRange(change.key(), KEY_AT, change.key().length);
    var value = change.value();
    return switch (Keys.type(change.key())) {
      case PROOF_MAP -> value == null ? MapSpace.reversed(key) : KeyedValue.key(value);
      case RAW_PROOF_MAP -> MapSpace.reversed(key);
      case ENTRY, PROOF_ENTRY, LIST, PROOF_LIST, SPARSE_LIST, MAP, KEY_SET, VALUE_SET, TOMBSTONE ->
          key;
    };
  }
}
