package io.supervisor.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A process is killed at each step of a checkpoint or merge in turn, and in the midst of its data.
 * Whatever is left, a verified state opens, and with the journal nothing is lost. Ten kills; {@code
 * -Dsupervisor.test.kills=50} for all.
 */
class CheckpointKillIT {
  private static final int KILLS = Integer.getInteger("supervisor.test.kills", 10);
  private static final int KILLED = 128 + 9;
  private static final int STEPS = 12;

  @TempDir Path directory;

  static Stream<Arguments> kills() {
    var random = new Random(7);
    return IntStream.range(0, KILLS)
        .mapToObj(kill ->
            kill % 3 == 0
                ? Arguments.of(kill, "data", 1 + random.nextInt(5_000))
                : Arguments.of(kill, "other", 1 + (kill * 11) % (6 * STEPS)));
  }

  @ParameterizedTest
  @MethodSource("kills")
  void nothingIsLost(int seed, String kind, int step) throws Exception {
    assertThat(runUntilKilled(seed, kind, step)).isEqualTo(KILLED);
    var journaled = read(directory.resolve(CheckpointVictim.JOURNAL));
    var forgotten = read(directory.resolve(CheckpointVictim.FORGOTTEN));

    if (forgotten >= 0) {
      assertTheOneBeforeIsEnough(seed, forgotten);
    }
    try (var store =
        MapDbStore.open(
            directory.resolve("state"), CheckpointPolicy.standard(), CheckpointListener.NONE)) {
      var height = store.height().map(found -> found.value()).orElse(-1L);
      assertThat(height).isBetween(forgotten, journaled);
      assertThat(RandomPatches.text(store.snapshot())).isEqualTo(state(seed, height + 1));
      for (var next = height + 1; next <= journaled; next++) {
        store.apply(RandomPatches.patch(seed, next, CheckpointVictim.CHANGES));
      }
      assertThat(RandomPatches.text(store.snapshot())).isEqualTo(state(seed, journaled + 1));
      store.checkpoint();
      assertThat(RandomPatches.text(store.snapshot())).isEqualTo(state(seed, journaled + 1));
    }
  }

  /** In a copy: of what the journal has forgotten, no checkpoint may be the only one. */
  private void assertTheOneBeforeIsEnough(long seed, long forgotten) throws IOException {
    var copy = Files.createDirectory(directory.resolve("copy"));
    var names = new TreeSet<String>();
    try (var files = Files.list(directory.resolve("state"))) {
      for (var file : files.toList()) {
        names.add(file.getFileName().toString());
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    names.removeIf(name -> !name.endsWith(".meta"));
    Files.delete(copy.resolve(names.last()));
    try (var store = MapDbStore.open(copy, CheckpointPolicy.standard(), CheckpointListener.NONE)) {
      long height = store.height().orElseThrow().value();
      assertThat(height).isGreaterThanOrEqualTo(forgotten);
      assertThat(RandomPatches.text(store.snapshot())).isEqualTo(state(seed, height + 1));
    }
  }

  private static List<String> state(long seed, long blocks) {
    return RandomPatches.text(RandomPatches.state(seed, blocks, CheckpointVictim.CHANGES));
  }

  private int runUntilKilled(int seed, String kind, int step)
      throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                CheckpointVictim.class.getName(),
                directory.toString(),
                Integer.toString(seed),
                kind,
                Integer.toString(step))
            .inheritIO()
            .start();
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  /** -1 if nothing was noted. */
  private static long read(Path file) throws IOException {
    return Files.exists(file) ? ByteBuffer.wrap(Files.readAllBytes(file)).getLong() : -1;
  }
}
