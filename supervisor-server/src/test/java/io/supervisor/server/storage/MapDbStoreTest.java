package io.supervisor.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.supervisor.api.Height;
import io.supervisor.api.crypto.Sha256;
import io.supervisor.api.storage.Codecs;
import io.supervisor.core.merkledb.Fork;
import io.supervisor.core.merkledb.Snapshot;
import io.supervisor.core.merkledb.Store;
import io.supervisor.server.storage.CheckpointSteps.Step;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MapDbStoreTest extends StoreContract {
  private static final CheckpointPolicy ALWAYS = new CheckpointPolicy(1, 1 << 30, 1);
  private static final CheckpointPolicy NEVER =
      new CheckpointPolicy(1 << 30, 1 << 30, Integer.MAX_VALUE);
  private static final int CHANGES = 50;

  @TempDir Path directory;
  private final List<MapDbStore> opened = new ArrayList<>();
  private final List<String> discarded = new CopyOnWriteArrayList<>();
  private final List<Height> verified = new CopyOnWriteArrayList<>();
  private final List<Integer> merged = new CopyOnWriteArrayList<>();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();

  private final CheckpointListener listener =
      new CheckpointListener() {
        @Override
        public void fileDiscarded(String file, String reason) {
          discarded.add(file);
        }

        @Override
        public void filesMerged(int files, long bytes, Duration took) {
          merged.add(files);
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

  @Override
  Store open() {
    return open(ALWAYS, CheckpointSteps.UNWATCHED);
  }

  private MapDbStore open(CheckpointPolicy policy, CheckpointSteps steps) {
    var store = MapDbStore.open(directory, policy, listener, steps);
    opened.add(store);
    return store;
  }

  @AfterEach
  void close() {
    opened.forEach(MapDbStore::close);
  }

  private static void apply(MapDbStore store, long from, long to) {
    for (var height = from; height < to; height++) {
      store.apply(RandomPatches.patch(9, height, CHANGES));
    }
  }

  private static void assertState(MapDbStore store, long blocks) {
    assertThat(RandomPatches.text(store.snapshot()))
        .isEqualTo(RandomPatches.text(RandomPatches.state(9, blocks, CHANGES)));
    assertThat(store.height()).isEqualTo(Optional.of(new Height(blocks - 1)));
  }

  private List<String> files() throws IOException {
    try (var files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void whatACheckpointContainsIsThereAfterReopening() {
    var store = open(NEVER, CheckpointSteps.UNWATCHED);
    apply(store, 0, 20);
    assertThat(store.fileHeight()).isEmpty();
    store.checkpoint();
    apply(store, 20, 25);
    assertThat(store.fileHeight()).contains(new Height(19));
    store.close();

    var reopened = open(NEVER, CheckpointSteps.UNWATCHED);
    assertState(reopened, 20);
    apply(reopened, 20, 30);
    reopened.checkpoint();
    assertState(reopened, 30);
    assertThat(discarded).isEmpty();
  }

  @Test
  void aCheckpointWithoutNewBlocksWritesNothing() throws IOException {
    var store = open(NEVER, CheckpointSteps.UNWATCHED);
    store.checkpoint();
    assertThat(files()).isEmpty();
    apply(store, 0, 1);
    store.checkpoint();
    store.checkpoint();

    assertThat(files()).hasSize(2);
  }

  @Test
  void twoCheckpointsAreKeptAndTheJournalMayForgetWhatBothContain() throws IOException {
    var store = open(NEVER, CheckpointSteps.UNWATCHED);
    for (var height = 0; height < 2; height++) {
      apply(store, height, height + 1);
      store.checkpoint();
    }
    assertThat(files())
        .containsExactly(
            "state-00000000000000000000.db",
            "state-00000000000000000000.meta",
            "state-00000000000000000001-00000000000000000001.db",
            "state-00000000000000000001.meta");

    for (var height = 2; height < 5; height++) {
      apply(store, height, height + 1);
      store.checkpoint();
    }
    assertThat(store.twiceInFiles()).contains(new Height(3));
    assertThat(verified)
        .containsExactly(new Height(0), new Height(1), new Height(2), new Height(3));
    assertThat(files().stream().filter(file -> file.endsWith(".meta")))
        .containsExactly("state-00000000000000000003.meta", "state-00000000000000000004.meta");
  }

  @Test
  void aFileHoldsOnlyWhatChanged() throws IOException {
    var store = open(NEVER, CheckpointSteps.UNWATCHED);
    apply(store, 0, 40);
    store.checkpoint();
    apply(store, 40, 41);
    store.checkpoint();
    var changes = RandomPatches.changes(9, 40, CHANGES).size();

    var levels = checkpoint(40).levels();
    assertThat(levels).extracting(Level::first).containsExactly(new Height(40), Height.GENESIS);
    assertThat(levels.getFirst().entries()).isEqualTo(changes);
    assertState(store, 41);
  }

  private Checkpoint checkpoint(long height) throws IOException {
    var name = "state-%020d.meta".formatted(height);
    return Checkpoint.decode(Files.readAllBytes(directory.resolve(name)));
  }

  @Test
  void filesAreMadeOneAndStayFew() throws Exception {
    var store = open(NEVER, CheckpointSteps.UNWATCHED);
    var blocks = 0L;
    for (var i = 1; i <= 40; i++) {
      apply(store, blocks, blocks + 1 + i % 3);
      blocks += 1 + i % 3;
      store.checkpoint();
      assertState(store, blocks);
    }
    awaitNothingToMerge(blocks - 1);
    assertState(store, blocks);
    assertThat(files()).hasSizeLessThan(20);
    store.close();

    assertState(open(NEVER, CheckpointSteps.UNWATCHED), blocks);
    assertThat(discarded).isEmpty();
  }

  private void awaitNothingToMerge(long height) throws Exception {
    var end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (CheckpointPolicy.mergeable(checkpoint(height).levels()) > 1) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.sleep(5);
    }
  }

  @Test
  void changesAreWrittenWhileFilesAreMadeOne() throws Exception {
    var steps = new StepsOfAMerge();
    var store = open(NEVER, steps);
    for (var height = 0; height < 3; height++) {
      apply(store, height, height + 1);
      store.checkpoint();
    }
    steps.merging.acquire();
    var duringMerge =
        Thread.ofVirtual()
            .start(() -> {
              apply(store, 3, 4);
              store.checkpoint();
            });
    await(() -> duringMerge.getState() == Thread.State.WAITING);
    steps.goOn.countDown();
    duringMerge.join();
    await(() -> merged.size() == 1);

    assertState(store, 4);
    assertThat(checkpoint(3).levels())
        .extracting(Level::first, Level::last)
        .containsExactly(tuple(new Height(3), new Height(3)), tuple(Height.GENESIS, new Height(2)));
    store.close();
    assertState(open(NEVER, CheckpointSteps.UNWATCHED), 4);
  }

  /** Stops before the first record of the fourth file: three make the merge. */
  private static final class StepsOfAMerge implements CheckpointSteps {
    final Semaphore merging = new Semaphore(0);
    final CountDownLatch goOn = new CountDownLatch(1);
    private int files;

    @Override
    public void before(Step step) {
      if (step == Step.CHANGE_OVER) {
        files++;
      }
      if (files == 3 && step == Step.RECORD && goOn.getCount() > 0) {
        merging.release();
        MapDbStoreTest.await(goOn);
      }
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    var end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.sleep(5);
    }
  }

  @Test
  void anInterruptedMergeIsMadeAgain() throws Exception {
    var steps = new StepsOfAMerge();
    var store = open(NEVER, steps);
    for (var height = 0; height < 3; height++) {
      apply(store, height, height + 1);
      store.checkpoint();
    }
    steps.merging.acquire();
    var closing = Thread.ofVirtual().start(store::close);
    steps.goOn.countDown();
    closing.join();
    assertThat(checkpoint(2).levels()).hasSize(3);

    var reopened = open(NEVER, CheckpointSteps.UNWATCHED);
    awaitNothingToMerge(2);
    assertState(reopened, 3);
    assertThat(checkpoint(2).levels()).hasSize(1);
  }

  @Test
  void aStateOfFormat1IsReadAndGrowsOn() throws IOException {
    var store = open(NEVER, CheckpointSteps.UNWATCHED);
    apply(store, 0, 10);
    store.checkpoint();
    store.close();
    var written = checkpoint(9);
    var file = written.levels().getFirst();
    var text =
        "supervisor state 1\nheight 9\nstate_hash %s\nentries %d\nbytes %d\nsha256 %s\n"
            .formatted(written.stateHash(), file.entries(), file.bytes(), file.hash());
    Files.writeString(
        directory.resolve("state-00000000000000000009.meta"),
        text + "check " + Sha256.of(text.getBytes(StandardCharsets.UTF_8)) + "\n");

    var reopened = open(NEVER, CheckpointSteps.UNWATCHED);
    assertState(reopened, 10);
    assertThat(checkpoint(9)).isEqualTo(written);
    apply(reopened, 10, 20);
    reopened.checkpoint();
    reopened.close();
    assertState(open(NEVER, CheckpointSteps.UNWATCHED), 20);
    assertThat(discarded).isEmpty();
  }

  @Test
  void aDamagedFileThatAllShareLeavesNoState() throws IOException {
    var store = open(NEVER, CheckpointSteps.UNWATCHED);
    apply(store, 0, 10);
    store.checkpoint();
    apply(store, 10, 20);
    store.checkpoint();
    store.close();
    damage("state-00000000000000000009.db");

    assertThat(open(NEVER, CheckpointSteps.UNWATCHED).height()).isEmpty();
    assertThat(discarded)
        .startsWith("state-00000000000000000009.meta", "state-00000000000000000019.meta");
    assertThat(files()).isEmpty();
  }

  private void damage(String name) throws IOException {
    var file = directory.resolve(name);
    var bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.delete(file);
    Files.write(file, bytes);
  }

  @Test
  void blocksAreAppliedAndReadWhileACheckpointIsWritten() throws InterruptedException {
    var reached = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    var store =
        open(
            new CheckpointPolicy(1, 1 << 30, 1),
            step -> {
              if (step == Step.SYNC && reached.getCount() > 0) {
                reached.countDown();
                await(goOn);
              }
            });
    apply(store, 0, 1);
    reached.await();
    var during = store.snapshot();
    apply(store, 1, 40);
    assertState(store, 40);
    assertThat(store.fileHeight()).isEmpty();
    goOn.countDown();
    store.checkpoint();

    assertState(store, 40);
    assertThat(store.fileHeight()).contains(new Height(39));
    assertThat(RandomPatches.text(during))
        .isEqualTo(RandomPatches.text(RandomPatches.state(9, 1, CHANGES)));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void blocksWaitWhenTheHeapIsFull() throws InterruptedException {
    var reached = new Semaphore(0);
    var goOn = new CountDownLatch(1);
    var store =
        open(
            new CheckpointPolicy(1, 20_000, 1),
            step -> {
              if (step == Step.SYNC) {
                reached.release();
                await(goOn);
              }
            });
    var applier = Thread.ofVirtual().start(() -> apply(store, 0, 300));
    reached.acquire();
    while (applier.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    assertThat(store.snapshot()).isNotNull();
    goOn.countDown();
    applier.join();

    assertState(store, 300);
  }

  @ParameterizedTest
  @EnumSource(Step.class)
  void aCheckpointThatFailsStopsTheStoreAndLosesNothing(Step failing) {
    var store = open(NEVER, CheckpointSteps.UNWATCHED);
    apply(store, 0, 10);
    store.checkpoint();
    apply(store, 10, 11);
    store.checkpoint();
    store.close();
    var failed =
        open(
            NEVER,
            step -> {
              if (step == failing) {
                throw new IllegalStateException("no space left");
              }
            });
    apply(failed, 11, 20);

    assertThatThrownBy(failed::checkpoint)
        .isInstanceOf(StateStoreException.class)
        .hasRootCauseMessage("no space left");
    assertThatThrownBy(() -> apply(failed, 20, 21)).isInstanceOf(StateStoreException.class);
    assertThat(failures).hasSize(1);
    assertState(failed, 20);
    failed.close();
    var reopened = open(NEVER, CheckpointSteps.UNWATCHED);
    var blocks = reopened.height().orElseThrow().value() + 1;
    assertThat(blocks).isIn(11L, 20L);
    apply(reopened, blocks, 20);
    assertState(reopened, 20);
  }

  @Test
  void aDamagedFileIsPassedOverForTheOneBefore() throws IOException {
    var store = open(NEVER, CheckpointSteps.UNWATCHED);
    apply(store, 0, 10);
    store.checkpoint();
    apply(store, 10, 20);
    store.checkpoint();
    store.close();
    damage("state-00000000000000000010-00000000000000000019.db");

    assertState(open(NEVER, CheckpointSteps.UNWATCHED), 10);
    assertThat(discarded)
        .containsExactly(
            "state-00000000000000000019.meta",
            "state-00000000000000000010-00000000000000000019.db");
    assertThat(files())
        .containsExactly("state-00000000000000000009.db", "state-00000000000000000009.meta");
  }

  @Test
  void damagedCheckpointsAreNotTrusted() throws IOException {
    var store = open(NEVER, CheckpointSteps.UNWATCHED);
    apply(store, 0, 10);
    store.checkpoint();
    store.close();
    var checkpoint = directory.resolve("state-00000000000000000009.meta");
    var whole = Files.readAllBytes(checkpoint);
    for (var i = 0; i < whole.length; i += 3) {
      var changed = whole.clone();
      changed[i] ^= 1;
      assertThatThrownBy(() -> Checkpoint.decode(changed))
          .isInstanceOf(IllegalArgumentException.class);
    }
    Files.write(checkpoint, java.util.Arrays.copyOf(whole, whole.length - 1));

    assertThat(open(NEVER, CheckpointSteps.UNWATCHED).height()).isEmpty();
    assertThat(files()).isEmpty();
  }

  @Test
  void unfinishedFilesAreDeleted() throws IOException {
    Files.createDirectories(directory);
    Files.write(directory.resolve("state-00000000000000000009.db.tmp"), new byte[100]);
    Files.write(directory.resolve("state-00000000000000000009.db"), new byte[100]);
    Files.write(directory.resolve("notes.txt"), new byte[100]);

    assertThat(open(NEVER, CheckpointSteps.UNWATCHED).height()).isEmpty();
    assertThat(files()).containsExactly("notes.txt");
  }

  @Test
  void closingStopsACheckpoint() {
    var reached = new CountDownLatch(1);
    var store =
        open(
            ALWAYS,
            step -> {
              if (step == Step.RECORD) {
                reached.countDown();
                Thread.onSpinWait();
              }
            });
    apply(store, 0, 1);
    await(reached);
    store.close();

    assertThatThrownBy(() -> apply(store, 1, 2)).isInstanceOf(StateStoreException.class);
    assertThat(failures).isEmpty();
  }

  @Test
  void theCheckpointNamesTheStateHash() throws IOException {
    var store = open(NEVER, CheckpointSteps.UNWATCHED);
    var fork = new Fork(store.snapshot());
    var map = fork.access("svc.").proofMap("map", Codecs.u64(), Codecs.u64());
    for (var i = 0L; i < 500; i++) {
      map.put(i, i);
    }
    store.apply(fork.toPatch());
    store.checkpoint();
    var checkpoint =
        Checkpoint.decode(Files.readAllBytes(directory.resolve("state-00000000000000000000.meta")));

    assertThat(checkpoint.stateHash()).isEqualTo(fork.stateHash());
    var snapshot = new Snapshot(store.snapshot());
    assertThat(snapshot.stateHash()).isEqualTo(fork.stateHash());
    var read = snapshot.access("svc.").proofMap("map", Codecs.u64(), Codecs.u64());
    assertThat(
            read.proof(List.of(7L)).mapHash(io.supervisor.api.proof.MapKind.HASHED).orElseThrow())
        .isEqualTo(read.objectHash());
    assertThat(read.get(7L)).contains(7L);
  }
}
