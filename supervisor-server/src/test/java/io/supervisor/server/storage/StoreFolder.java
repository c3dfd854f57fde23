package io.supervisor.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.Height;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;

/** A folder with a state, the stores that were opened upon it, and what they told. */
final class StoreFolder implements AutoCloseable {
  static final CheckpointPolicy ALWAYS = new CheckpointPolicy(1, 1 << 30, 1);
  static final CheckpointPolicy NEVER = new CheckpointPolicy(1 << 30, 1 << 30, Integer.MAX_VALUE);

  private static final int SEED = 9;
  private static final int CHANGES = 50;

  private final Path path;
  private final List<MapDbStore> opened = new ArrayList<>();
  final List<String> discarded = new CopyOnWriteArrayList<>();
  final List<String> reasons = new CopyOnWriteArrayList<>();
  final List<Height> verified = new CopyOnWriteArrayList<>();

  /** {@code checkpoint HEIGHT} and {@code merge FILES} and such, in the order of their ends. */
  final List<String> finished = new CopyOnWriteArrayList<>();

  final List<Throwable> failures = new CopyOnWriteArrayList<>();

  private final CheckpointListener listener =
      new CheckpointListener() {
        @Override
        public void fileDiscarded(String file, String reason) {
          discarded.add(file);
          reasons.add(reason);
        }

        @Override
        public void checkpointWritten(Height height, long bytes, Duration took) {
          finished.add("checkpoint " + height);
        }

        @Override
        public void filesMerged(int files, long bytes, Duration took) {
          finished.add("merge " + files);
        }

        @Override
        public void mergePutOff(int files, long bytes, long free) {
          finished.add("no merge of " + files);
        }

        @Override
        public void checkpointsVerified(Height upTo) {
          verified.add(upTo);
        }

        @Override
        public void checkpointFailed(Height height, Throwable cause) {
          failures.add(cause);
        }
      };

  StoreFolder(Path path) {
    this.path = path;
  }

  Path path() {
    return path;
  }

  /** A store that makes checkpoints only when it is told to. */
  MapDbStore open() {
    return open(NEVER, CheckpointSteps.UNWATCHED);
  }

  MapDbStore open(CheckpointPolicy policy, CheckpointSteps steps) {
    var store = MapDbStore.open(path, policy, listener, steps);
    opened.add(store);
    return store;
  }

  static void apply(MapDbStore store, long from, long to) {
    for (var height = from; height < to; height++) {
      store.apply(RandomPatches.patch(SEED, height, CHANGES));
    }
  }

  /** As {@link #apply}, with a checkpoint after each block. */
  static void applyWithCheckpoints(MapDbStore store, long from, long to) {
    for (var height = from; height < to; height++) {
      apply(store, height, height + 1);
      store.checkpoint();
    }
  }

  /** Number of records that a block changes. */
  static int changes(long height) {
    return RandomPatches.changes(SEED, height, CHANGES).size();
  }

  static void assertState(MapDbStore store, long blocks) {
    assertThat(RandomPatches.text(store.snapshot())).isEqualTo(state(blocks));
    assertThat(store.height()).isEqualTo(Optional.of(new Height(blocks - 1)));
  }

  static List<String> state(long blocks) {
    return RandomPatches.text(RandomPatches.state(SEED, blocks, CHANGES));
  }

  List<String> files() throws IOException {
    try (var files = Files.list(path)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  Checkpoint checkpoint(long height) throws IOException {
    var name = "state-%020d.meta".formatted(height);
    return Checkpoint.decode(Files.readAllBytes(path.resolve(name)));
  }

  void awaitNothingToMerge(long height) {
    Awaitility.await()
        .until(() -> CheckpointPolicy.mergeable(checkpoint(height).levels(), Long.MAX_VALUE) < 2);
  }

  /** Changes a byte, in a file of its own: the old one may still be mapped. */
  void damage(String name) throws IOException {
    var file = path.resolve(name);
    var bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.delete(file);
    Files.write(file, bytes);
  }

  static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    opened.forEach(MapDbStore::close);
  }
}
