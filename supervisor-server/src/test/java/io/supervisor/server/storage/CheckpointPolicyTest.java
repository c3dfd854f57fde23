package io.supervisor.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckpointPolicyTest {
  @Test
  void whatIsDue() {
    var policy = new CheckpointPolicy(1_600, 4_000, 10);

    assertThat(policy.isDue(1_599, 9)).isFalse();
    assertThat(policy.isDue(1_600, 1)).isTrue();
    assertThat(policy.isDue(99, 99)).isFalse();
    assertThat(policy.isDue(100, 9)).isFalse();
    assertThat(policy.isDue(100, 10)).isTrue();
    assertThat(policy.isDue(1, 100)).isTrue();
    assertThat(policy.mustWait(3_999)).isFalse();
    assertThat(policy.mustWait(4_000)).isTrue();
    assertThatThrownBy(() -> new CheckpointPolicy(2, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void filesAreMadeOneWhenThoseOverThemAreTwiceAsLarge() {
    assertThat(mergeable()).isZero();
    assertThat(mergeable(5)).isZero();
    assertThat(mergeable(5, 5)).isZero();
    assertThat(mergeable(5, 5, 5)).isEqualTo(3);
    assertThat(mergeable(5, 5, 6)).isZero();
    assertThat(mergeable(10, 5)).isEqualTo(2);
    assertThat(mergeable(5, 5, 5, 100)).isEqualTo(3);
    assertThat(mergeable(5, 5, 15, 10, 100)).isEqualTo(4);
    assertThat(mergeable(10, 5, 100, 50)).isEqualTo(4);
  }

  @Test
  void whereThereIsNoRoomForAllFilesFewerAreMadeOne() {
    var levels = List.of(5L, 5L, 5L, 15L, 15L);
    assertThat(mergeable(levels, 45)).isEqualTo(5);
    assertThat(mergeable(levels, 44)).isEqualTo(3);
    assertThat(mergeable(levels, 15)).isEqualTo(3);
    assertThat(mergeable(levels, 14)).isZero();
    assertThat(mergeable(levels, -1)).isZero();
  }

  /** A state that only grows, by equal files: of 3,000, each byte is written 6 times at most. */
  @Test
  void aRecordIsWrittenAFewTimesHoweverLargeTheState() {
    var sizes = new ArrayList<Long>();
    var written = 0L;
    var mostFiles = 0;
    for (var file = 1; file <= 3_000; file++) {
      sizes.addFirst(1L);
      written++;
      mostFiles = Math.max(mostFiles, sizes.size());
      for (var count = mergeable(sizes); count > 1; count = mergeable(sizes)) {
        var some = sizes.subList(0, count);
        var one = some.stream().mapToLong(Long::longValue).sum();
        some.clear();
        sizes.addFirst(one);
        written += one;
      }
    }

    assertThat(written).isLessThanOrEqualTo(6 * 3_000);
    assertThat(mostFiles).isLessThanOrEqualTo(15);
  }

  private static int mergeable(long... bytes) {
    return mergeable(java.util.Arrays.stream(bytes).boxed().toList());
  }

  private static int mergeable(List<Long> newestFirst) {
    return mergeable(newestFirst, Long.MAX_VALUE);
  }

  private static int mergeable(List<Long> newestFirst, long bytesMax) {
    var levels = new ArrayList<Level>();
    for (var i = 0; i < newestFirst.size(); i++) {
      var height = new Height(newestFirst.size() - i);
      levels.add(new Level(height, height, 1, newestFirst.get(i), Hash.ZERO));
    }
    return CheckpointPolicy.mergeable(levels, bytesMax);
  }
}
