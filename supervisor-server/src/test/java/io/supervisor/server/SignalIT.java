package io.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that is asked to stop while it starts. */
final class SignalIT {
  private static final int STARTS = 8;

  /** About as long as a start takes, of which the first makes the genesis block. */
  private static final int START_MS = 1_000;

  @TempDir Path folder;

  @Test
  void aSignalAtAnyMomentOfAStartEndsItInOrder() throws Exception {
    var seed = Long.getLong("supervisor.seed", System.nanoTime());
    System.err.println("seed " + seed);
    var random = new Random(seed);
    try (var cluster = new ProcessCluster(folder, 1)) {
      for (var start = 1; start <= STARTS; start++) {
        awaitStarts(cluster, start);
        Thread.sleep(random.nextInt(START_MS));
        assertThat(cluster.stop(0)).as(() -> cluster.log(0)).isZero();
        cluster.restart(0);
      }
      cluster.awaitHeight(0, 0);
    }
  }

  /** Before that, the signal is the virtual machine's. */
  private static void awaitStarts(ProcessCluster cluster, int starts) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(5))
        .until(() ->
            cluster.log(0).lines().filter(line -> line.contains(" starting ")).count() >= starts);
  }
}
