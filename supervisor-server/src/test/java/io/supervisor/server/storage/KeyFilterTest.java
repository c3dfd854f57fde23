package io.supervisor.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFilterTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 100, 50_000})
  void everyKeyThatWasAddedMayBeThere(int keys) {
    var filter = new KeyFilter(keys);
    for (var i = 0; i < keys; i++) {
      filter.add(key(i));
    }
    for (var i = 0; i < keys; i++) {
      assertThat(filter.mayContain(key(i))).isTrue();
    }
  }

  @Test
  void ofOthersFewMay() {
    var keys = 100_000;
    var filter = new KeyFilter(keys);
    for (var i = 0; i < keys; i++) {
      filter.add(key(i));
    }
    var taken = 0;
    for (var i = keys; i < 2 * keys; i++) {
      taken += filter.mayContain(key(i)) ? 1 : 0;
    }
    assertThat(taken).isLessThan(keys / 25);
  }

  @Test
  void moreKeysThanExpectedAreAllFound() {
    var filter = new KeyFilter(10);
    for (var i = 0; i < 1_000; i++) {
      filter.add(key(i));
    }
    for (var i = 0; i < 1_000; i++) {
      assertThat(filter.mayContain(key(i))).isTrue();
    }
  }

  /** As keys of a state are: alike at the start, then random, or counted, at the end a byte. */
  private static byte[] key(int number) {
    var random = new byte[number % 3 * 16];
    new Random(number % 5 == 0 ? 0 : number).nextBytes(random);
    return ByteBuffer.allocate(6 + random.length + Long.BYTES + 1)
        .put(new byte[] {1, 4, 0, 0, 0, 9})
        .put(random)
        .putLong(number)
        .put((byte) number)
        .array();
  }
}
