package io.supervisor.core.merkledb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PersistentRecordsTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void behavesLikeATreeMapAndLeavesOldVersionsAlone(long seed) {
    var random = new Random(seed);
    var records = PersistentRecords.EMPTY;
    var expected = new TreeMap<byte[], Optional<byte[]>>(Arrays::compareUnsigned);
    for (var block = 0; block < 200; block++) {
      var before = list(records.scan(new byte[0], null));
      var old = records;
      var changes = changes(random, block);
      records = records.with(Patch.of(changes));
      changes.forEach((key, value) -> {
        if (value.isPresent()) {
          expected.put(key, value);
        } else {
          expected.remove(key);
        }
      });
      assertThat(list(old.scan(new byte[0], null))).isEqualTo(before);
      assertThat(list(records.scan(new byte[0], null))).isEqualTo(list(expected));
      assertThat(records.size()).isEqualTo(expected.size());
      assertThat(records.bytes()).isEqualTo(bytes(expected));
      var from = key(random);
      var to = key(random);
      if (Arrays.compareUnsigned(from, to) <= 0) {
        assertThat(list(records.scan(from, to)))
            .isEqualTo(list(expected.subMap(from, true, to, false)));
      }
      assertThat(records.get(from))
          .isEqualTo(expected.getOrDefault(from, Optional.empty()).orElse(null));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void layersRememberWhatTheyRemoved(long seed) {
    var random = new Random(seed);
    var layer = PersistentRecords.EMPTY;
    var expected = new TreeMap<byte[], Optional<byte[]>>(Arrays::compareUnsigned);
    for (var block = 0; block < 50; block++) {
      var changes = changes(random, block);
      layer = layer.layeredWith(Patch.of(changes));
      expected.putAll(changes);
      assertThat(layer.bytes()).isEqualTo(bytes(expected));
    }
    for (var change : expected.entrySet()) {
      var found = layer.get(change.getKey());
      assertThat(found == PersistentRecords.REMOVED).isEqualTo(change.getValue().isEmpty());
      change.getValue().ifPresent(value -> assertThat(found).isEqualTo(value));
    }
  }

  private static TreeMap<byte[], Optional<byte[]>> changes(Random random, int block) {
    var changes = new TreeMap<byte[], Optional<byte[]>>(Arrays::compareUnsigned);
    var isShrinking = block % 50 > 35;
    for (var i = random.nextInt(isShrinking ? 400 : 100); i >= 0; i--) {
      var value = new byte[random.nextInt(4)];
      random.nextBytes(value);
      var isRemoval = random.nextInt(10) < (isShrinking ? 9 : 2);
      changes.put(key(random), isRemoval ? Optional.empty() : Optional.of(value));
    }
    return changes;
  }

  private static byte[] key(Random random) {
    var key = new byte[random.nextInt(3)];
    random.nextBytes(key);
    return key;
  }

  private static ArrayList<String> list(Iterator<Map.Entry<byte[], byte[]>> scan) {
    var list = new ArrayList<String>();
    scan.forEachRemaining(entry -> list.add(text(entry.getKey(), entry.getValue())));
    return list;
  }

  private static ArrayList<String> list(Map<byte[], Optional<byte[]>> map) {
    var list = new ArrayList<String>();
    map.forEach((key, value) -> list.add(text(key, value.orElseThrow())));
    return list;
  }

  private static String text(byte[] key, byte[] value) {
    return HexFormat.of().formatHex(key) + "=" + HexFormat.of().formatHex(value);
  }

  private static long bytes(Map<byte[], Optional<byte[]>> records) {
    return records.entrySet().stream()
        .mapToLong(record ->
            record.getKey().length + record.getValue().map(value -> value.length).orElse(0))
        .sum();
  }
}
