package io.supervisor.server.storage;

import io.supervisor.core.merkledb.KeyValueView;
import io.supervisor.core.merkledb.Patch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** Patches that depend on a seed and a height only, and what a state must be after them. */
final class RandomPatches {
  private RandomPatches() {}

  static TreeMap<byte[], Optional<byte[]>> changes(long seed, long height, int size) {
    var random = new Random(seed * 1_000_003 + height);
    var changes = new TreeMap<byte[], Optional<byte[]>>(Arrays::compareUnsigned);
    for (var i = 0; i < size; i++) {
      // Three bytes of the space that no index uses, so that a state hash can be had.
      var key = new byte[] {(byte) 0xf0, (byte) random.nextInt(4), (byte) random.nextInt(256)};
      var value = new byte[random.nextInt(60)];
      random.nextBytes(value);
      changes.put(key, random.nextInt(4) == 0 ? Optional.empty() : Optional.of(value));
    }
    return changes;
  }

  static Patch patch(long seed, long height, int size) {
    return Patch.of(changes(seed, height, size));
  }

  /** The records after the blocks {@code 0 <= height < blocks}. */
  static TreeMap<byte[], byte[]> state(long seed, long blocks, int size) {
    var state = new TreeMap<byte[], byte[]>(Arrays::compareUnsigned);
    for (var height = 0L; height < blocks; height++) {
      apply(state, changes(seed, height, size));
    }
    return state;
  }

  static void apply(TreeMap<byte[], byte[]> state, Map<byte[], Optional<byte[]>> changes) {
    changes.forEach((key, value) -> {
      if (value.isPresent()) {
        state.put(key, value.get());
      } else {
        state.remove(key);
      }
    });
  }

  static List<String> keys(KeyValueView view) {
    var keys = new ArrayList<String>();
    view.scan(new byte[0], null)
        .forEachRemaining(entry -> keys.add(HexFormat.of().formatHex(entry.getKey())));
    return keys;
  }

  static List<String> text(KeyValueView view) {
    return text(view.scan(new byte[0], null));
  }

  static List<String> text(Map<byte[], byte[]> records) {
    return text(records.entrySet().iterator());
  }

  static List<String> text(Iterator<Map.Entry<byte[], byte[]>> records) {
    var list = new ArrayList<String>();
    records.forEachRemaining(entry ->
        list.add(
            HexFormat.of().formatHex(entry.getKey())
                + "="
                + HexFormat.of().formatHex(entry.getValue())));
    return list;
  }
}
