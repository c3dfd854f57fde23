package io.supervisor.core.merkledb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordTrieTest {
  private static final byte[] FIRST = {};

  /** Keys of all the shapes that meet in a state: alike at the start, within each other, random. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void behavesLikeATreeMap(long seed) {
    var random = new Random(seed);
    var trie = new RecordTrie();
    var expected = new TreeMap<byte[], byte[]>(Arrays::compareUnsigned);
    for (var step = 0; step < 20_000; step++) {
      var key = key(random);
      // It grows, shrinks to almost nothing, and grows again.
      if (random.nextInt(100) < (step % 10_000 < 6_000 ? 70 : 10)) {
        var value = new byte[] {(byte) step};
        assertThat(trie.put(key, value)).isSameAs(expected.put(key, value));
      } else {
        assertThat(trie.remove(key)).isSameAs(expected.remove(key));
      }
      assertThat(trie.size()).isEqualTo(expected.size());
      var asked = key(random);
      assertThat(trie.get(asked)).isSameAs(expected.get(asked));
      if (step % 50 == 0) {
        assertThat(list(trie.scan(FIRST, null))).isEqualTo(list(expected));
        assertThat(list(trie.scan(asked, null))).isEqualTo(list(expected.tailMap(asked, true)));
        if (Arrays.compareUnsigned(asked, key) < 0) {
          assertThat(list(trie.scan(asked, key)))
              .isEqualTo(list(expected.subMap(asked, true, key, false)));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aCopyLeavesTheOriginalAlone(long seed) {
    var random = new Random(seed);
    var trie = new RecordTrie();
    for (var version = 0; version < 100; version++) {
      var before = list(trie.scan(FIRST, null));
      var copy = new RecordTrie(trie);
      for (var change = 0; change < 50; change++) {
        if (random.nextInt(3) > 0) {
          copy.put(key(random), new byte[] {(byte) version});
        } else {
          copy.remove(key(random));
        }
      }
      assertThat(list(trie.scan(FIRST, null))).isEqualTo(before);
      trie = copy;
    }
  }

  /** Services choose keys: the deepest tree that they can make must not exhaust the stack. */
  @Test
  void keysWithinEachOtherMayBeAsDeepAsTheyAreLong() {
    var trie = new RecordTrie();
    var count = 5_000;
    for (var length = 0; length < count; length++) {
      trie.put(new byte[length], new byte[] {1});
    }
    var scan = trie.scan(FIRST, null);
    for (var length = 0; length < count; length++) {
      assertThat(scan.next().getKey()).hasSize(length);
    }
    assertThat(scan.hasNext()).isFalse();
    for (var length = count - 1; length >= 0; length--) {
      assertThat(trie.remove(new byte[length])).isNotNull();
    }
    assertThat(trie.size()).isZero();
    assertThat(trie.scan(FIRST, null).hasNext()).isFalse();
  }

  private static byte[] key(Random random) {
    var key = new byte[random.nextInt(1 + random.nextInt(12))];
    // Few different bytes make long common beginnings; all of them make wide branches.
    var bytes = random.nextInt(4) == 0 ? 256 : 2;
    for (var i = 0; i < key.length; i++) {
      key[i] = (byte) (random.nextInt(bytes) * (bytes == 2 ? 255 : 1));
    }
    return key;
  }

  private static ArrayList<String> list(Iterator<Map.Entry<byte[], byte[]>> scan) {
    var list = new ArrayList<String>();
    scan.forEachRemaining(entry -> list.add(text(entry)));
    return list;
  }

  private static ArrayList<String> list(Map<byte[], byte[]> map) {
    return list(map.entrySet().iterator());
  }

  private static String text(Map.Entry<byte[], byte[]> entry) {
    return HexFormat.of().formatHex(entry.getKey()) + "=" + entry.getValue()[0];
  }
}
