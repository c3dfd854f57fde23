package io.supervisor.server.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.crypto.ChunkTree;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RateLimitTest {
  private static final long SECOND = 1_000_000_000;

  @Test
  void whatIsTakenStaysWithinTheRate() {
    var random = new Random(1);
    long rate = 1_000_000;
    long now = 5;
    var limit = new RateLimit(rate, now);
    long begin = now;
    long taken = 0;
    while (now - begin < 10 * SECOND) {
      int bytes = 1 + random.nextInt(ChunkTree.CHUNK_BYTES);
      var wait = limit.take(bytes, now);
      if (wait == 0) {
        taken += bytes;
      } else {
        now += wait;
      }
      assertThat(taken)
          .isLessThanOrEqualTo((now - begin) * rate / SECOND + rate / 8 + ChunkTree.CHUNK_BYTES);
    }
    assertThat(taken).isGreaterThan(9 * rate);
  }

  @Test
  void theWaitIsAsLongAsNeedBe() {
    var limit = new RateLimit(100_000, 0);
    assertThat(limit.take(ChunkTree.CHUNK_BYTES, 0)).isZero();
    var wait = limit.take(10_000, 0);
    assertThat(wait).isBetween(SECOND / 10, SECOND / 10 + 1_000);
    assertThat(limit.take(10_000, wait - 1_000_000)).isPositive();
    assertThat(limit.take(10_000, wait)).isZero();
  }

  @Test
  void evenTheSlowestLetsAChunkPass() {
    var limit = new RateLimit(1, 0);
    assertThat(limit.take(ChunkTree.CHUNK_BYTES, 0)).isZero();
    assertThat(limit.take(ChunkTree.CHUNK_BYTES, 0)).isEqualTo(ChunkTree.CHUNK_BYTES * SECOND);
  }
}
