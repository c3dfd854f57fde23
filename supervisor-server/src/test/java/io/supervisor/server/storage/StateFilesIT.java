package io.supervisor.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;

import io.supervisor.api.Height;
import io.supervisor.api.crypto.Sha256;
import io.supervisor.api.storage.Codecs;
import io.supervisor.core.merkledb.Fork;
import io.supervisor.core.merkledb.Patch;
import io.supervisor.core.merkledb.Snapshot;
import io.supervisor.server.storage.CheckpointSteps.Step;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.assertj.core.groups.Tuple;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is in the folder: files over each other, checkpoints that name them, damage. */
class StateFilesIT {
  @TempDir Path directory;
  private StoreFolder folder;

  @BeforeEach
  void createFolder() {
    folder = new StoreFolder(directory);
  }

  @AfterEach
  void close() {
    folder.close();
  }

  @Test
  void twoCheckpointsAreKeptAndTheJournalMayForgetWhatBothContain() throws IOException {
    var store = folder.open();
    StoreFolder.applyWithCheckpoints(store, 0, 2);
    assertThat(folder.files())
        .containsExactly(
            "state-00000000000000000000.db",
            "state-00000000000000000000.meta",
            "state-00000000000000000001-00000000000000000001.db",
            "state-00000000000000000001.meta");

    StoreFolder.applyWithCheckpoints(store, 2, 5);
    assertThat(store.twiceInFiles()).contains(new Height(3));
    assertThat(folder.verified)
        .containsExactly(new Height(0), new Height(1), new Height(2), new Height(3));
    assertThat(folder.files().stream().filter(file -> file.endsWith(".meta")))
        .containsExactly("state-00000000000000000003.meta", "state-00000000000000000004.meta");
  }

  @Test
  void aFileHoldsOnlyWhatChanged() throws IOException {
    var store = folder.open();
    StoreFolder.apply(store, 0, 40);
    store.checkpoint();
    StoreFolder.apply(store, 40, 41);
    store.checkpoint();
    var changes = StoreFolder.changes(40);

    var levels = folder.checkpoint(40).levels();
    assertThat(levels).extracting(Level::first).containsExactly(new Height(40), Height.GENESIS);
    assertThat(levels.getFirst().entries()).isEqualTo(changes);
    StoreFolder.assertState(store, 41);
  }

  private List<Tuple> ranges(long height) throws IOException {
    return folder.checkpoint(height).levels().stream()
        .map(level -> tuple(level.first(), level.last()))
        .toList();
  }

  /** Records whose file is larger than those of {@link RandomPatches}, and their removal. */
  private static Patch large(int from, int to, boolean isRemoved) {
    var changes = new TreeMap<byte[], Optional<byte[]>>(Arrays::compareUnsigned);
    for (var i = from; i < to; i++) {
      var value = new byte[200_000];
      Arrays.fill(value, (byte) i);
      changes.put(
          new byte[] {(byte) 0xf1, (byte) i}, isRemoved ? Optional.empty() : Optional.of(value));
    }
    return Patch.of(changes);
  }

  /** Three small files over a large one become one; much later all do. */
  @Test
  void removedRecordsStayRemovedWhateverIsMadeOne() throws Exception {
    var store = folder.open();
    store.apply(large(0, 100, false));
    store.checkpoint();
    for (var i = 0; i < 3; i++) {
      store.apply(large(10 * i, 10 * i + 5, true));
      store.checkpoint();
    }
    Awaitility.await().until(() -> folder.finished.contains("merge 3"));
    assertThat(ranges(3))
        .containsExactly(
            tuple(new Height(1), new Height(3)), tuple(Height.GENESIS, Height.GENESIS));
    assertThat(folder.checkpoint(3).levels().getFirst().entries()).isEqualTo(15);
    assertLarge(store, 85);
    store.close();

    var reopened = folder.open();
    assertLarge(reopened, 85);
    for (var block = 0; block < 2; block++) {
      reopened.apply(large(100, 200, false));
      reopened.checkpoint();
    }
    Awaitility.await().until(() -> ranges(5).size() == 1);
    assertLarge(reopened, 185);
    assertThat(folder.checkpoint(5).levels().getFirst().entries()).isEqualTo(185);
    assertThat(folder.discarded).isEmpty();
  }

  private static void assertLarge(MapDbStore store, int records) {
    assertThat(RandomPatches.keys(store.snapshot())).hasSize(records);
    for (var i = 0; i < 100; i++) {
      var isThere = store.snapshot().get(new byte[] {(byte) 0xf1, (byte) i}) != null;
      assertThat(isThere).as("record %d", i).isEqualTo(i >= 30 || i % 10 >= 5);
    }
  }

  @Test
  void aMergeWaitsUntilTheDiskHasRoom() throws Exception {
    var disk = new FillingDisk();
    var store = folder.open(StoreFolder.NEVER, disk);
    disk.free = 513L << 20;
    StoreFolder.applyWithCheckpoints(store, 0, 8);
    Awaitility.await().until(() -> folder.finished.contains("no merge of 8"));
    assertThat(folder.finished).noneMatch(event -> event.startsWith("merge"));
    assertThat(ranges(7)).hasSize(8);
    StoreFolder.assertState(store, 8);

    disk.free = Long.MAX_VALUE;
    StoreFolder.applyWithCheckpoints(store, 8, 9);
    Awaitility.await().until(() -> folder.finished.stream().anyMatch(e -> e.startsWith("merge")));
    StoreFolder.assertState(store, 9);
    assertThat(folder.failures).isEmpty();
  }

  private static final class FillingDisk implements CheckpointSteps {
    volatile long free;

    @Override
    public void before(Step step) {}

    @Override
    public long free(long bytes) {
      return free;
    }
  }

  @Test
  void theCheckpointBeforeOutlivesAMerge() throws Exception {
    var store = folder.open();
    StoreFolder.applyWithCheckpoints(store, 0, 3);
    Awaitility.await().until(() -> folder.finished.contains("merge 3"));
    store.close();
    folder.damage("state-00000000000000000002.db");

    StoreFolder.assertState(folder.open(), 2);
    assertThat(folder.discarded)
        .containsExactly("state-00000000000000000002.meta", "state-00000000000000000002.db");
  }

  @ParameterizedTest
  @EnumSource(Step.class)
  void aMergeThatFailsStopsTheStoreAndLosesNothing(Step failing) throws Exception {
    var steps = new StepsOfAMerge();
    var store =
        folder.open(
            StoreFolder.NEVER,
            step -> {
              if (steps.files == 3 && step == failing) {
                throw new IllegalStateException("no space left");
              }
              steps.count(step);
            });
    StoreFolder.applyWithCheckpoints(store, 0, 2);
    StoreFolder.apply(store, 2, 3);
    var unused = catchThrowable(store::checkpoint);
    Awaitility.await().until(() -> folder.failures.size() == 1);

    StoreFolder.assertState(store, 3);
    assertThatThrownBy(() -> StoreFolder.apply(store, 3, 4))
        .isInstanceOf(StateStoreException.class);
    store.close();
    assertThat(folder.failures).hasSize(1);
    StoreFolder.assertState(folder.open(), 3);
  }

  @Test
  void whatHasRottedIsNotMadeSoundByAMerge() throws Exception {
    var steps = new StepsOfAMerge();
    var store = folder.open(StoreFolder.NEVER, steps);
    StoreFolder.applyWithCheckpoints(store, 0, 3);
    steps.merging.acquire();
    folder.damage("state-00000000000000000001-00000000000000000001.db");
    steps.goOn.countDown();
    Awaitility.await().until(() -> folder.failures.size() == 1);

    assertThat(folder.failures.getFirst()).hasMessageContaining("00001.db is damaged");
    assertThat(folder.finished).doesNotContain("merge 3");
    assertThat(folder.checkpoint(2).levels()).hasSize(3);
  }

  @Test
  void aFileThatTheDiskCannotReadIsPassedOver() throws IOException {
    var store = folder.open();
    StoreFolder.apply(store, 0, 10);
    store.checkpoint();
    StoreFolder.apply(store, 10, 20);
    store.checkpoint();
    store.close();
    // A folder is of some size, too, and its bytes cannot be read.
    var file = directory.resolve("state-00000000000000000010-00000000000000000019.db");
    Files.delete(file);
    Files.createDirectory(file);
    var whole = folder.checkpoint(19);
    var level = whole.levels().getFirst();
    var unreadable =
        new Level(level.first(), level.last(), level.entries(), Files.size(file), level.hash());
    Files.write(
        directory.resolve("state-00000000000000000019.meta"),
        whole.merged(List.of(level), unreadable).encode());

    StoreFolder.assertState(folder.open(), 10);
    assertThat(folder.reasons).anyMatch(reason -> reason.contains("cannot be read"));
  }

  @Test
  void aStateOfANewerReleaseIsLeftAlone() throws IOException {
    var store = folder.open();
    StoreFolder.apply(store, 0, 10);
    store.checkpoint();
    store.close();
    var newer = CheckpointTest.checked("supervisor state 3\nheight 9\nstate_hash H\nlevels 1\n");
    Files.write(directory.resolve("state-00000000000000000009.meta"), newer);
    var before = folder.files();

    assertThatThrownBy(() -> folder.open())
        .isInstanceOf(StateStoreException.class)
        .hasMessageContaining("supervisor state 3");
    assertThat(folder.files()).isEqualTo(before);
  }

  @Test
  void blocksThatChangeNothingAreKeptToo() throws IOException {
    var store = folder.open();
    store.apply(Patch.EMPTY);
    store.checkpoint();
    store.apply(Patch.EMPTY);
    store.checkpoint();
    store.close();

    var reopened = folder.open();
    assertThat(reopened.height()).contains(new Height(1));
    assertThat(RandomPatches.text(reopened.snapshot())).isEmpty();
    assertThat(folder.failures).isEmpty();
  }

  @Test
  void filesAreMadeOneAndStayFew() throws Exception {
    var store = folder.open();
    var blocks = 0L;
    for (var i = 1; i <= 50; i++) {
      StoreFolder.apply(store, blocks, blocks + 1 + i % 3);
      blocks += 1 + i % 3;
      store.checkpoint();
      StoreFolder.assertState(store, blocks);
      assertThat(folder.checkpoint(blocks - 1).levels()).hasSizeLessThanOrEqualTo(32);
    }
    folder.awaitNothingToMerge(blocks - 1);
    StoreFolder.apply(store, blocks, blocks + 1);
    store.checkpoint();
    assertThat(folder.checkpoint(blocks).levels()).hasSizeLessThanOrEqualTo(4);
    // What is interrupted by a close is discarded at the next start.
    folder.awaitNothingToMerge(blocks);
    store.close();
    blocks++;

    StoreFolder.assertState(folder.open(), blocks);
    assertThat(folder.discarded).isEmpty();
  }

  @Test
  void changesAreWrittenWhileFilesAreMadeOne() throws Exception {
    var steps = new StepsOfAMerge();
    var store = folder.open(StoreFolder.NEVER, steps);
    StoreFolder.applyWithCheckpoints(store, 0, 3);
    steps.merging.acquire();
    var duringMerge =
        Thread.ofVirtual()
            .start(() -> {
              StoreFolder.apply(store, 3, 4);
              store.checkpoint();
            });
    Awaitility.await().until(() -> duringMerge.getState() == Thread.State.WAITING);
    steps.goOn.countDown();
    duringMerge.join();
    Awaitility.await().until(() -> folder.finished.size() == 5);

    assertThat(folder.finished)
        .containsExactly("checkpoint 0", "checkpoint 1", "checkpoint 2", "checkpoint 3", "merge 3");

    StoreFolder.assertState(store, 4);
    assertThat(ranges(3))
        .containsExactly(tuple(new Height(3), new Height(3)), tuple(Height.GENESIS, new Height(2)));
    store.close();
    StoreFolder.assertState(folder.open(), 4);
  }

  /** Stops before the first record of the fourth file: three make the merge. */
  private static final class StepsOfAMerge implements CheckpointSteps {
    final Semaphore merging = new Semaphore(0);
    final CountDownLatch goOn = new CountDownLatch(1);
    private int files;

    void count(Step step) {
      if (step == Step.CHANGE_OVER) {
        files++;
      }
    }

    @Override
    public void before(Step step) {
      count(step);
      if (files == 3 && step == Step.RECORD && goOn.getCount() > 0) {
        merging.release();
        StoreFolder.await(goOn);
      }
    }
  }

  @Test
  void anInterruptedMergeIsMadeAgain() throws Exception {
    var steps = new StepsOfAMerge();
    var store = folder.open(StoreFolder.NEVER, steps);
    StoreFolder.applyWithCheckpoints(store, 0, 3);
    steps.merging.acquire();
    var closing = Thread.ofVirtual().start(store::close);
    steps.goOn.countDown();
    closing.join();
    assertThat(folder.checkpoint(2).levels()).hasSize(3);

    var reopened = folder.open();
    folder.awaitNothingToMerge(2);
    StoreFolder.assertState(reopened, 3);
    assertThat(folder.checkpoint(2).levels()).hasSize(1);
  }

  @Test
  void aStateOfFormat1IsReadAndGrowsOn() throws IOException {
    var store = folder.open();
    StoreFolder.apply(store, 0, 10);
    store.checkpoint();
    store.close();
    var written = folder.checkpoint(9);
    var file = written.levels().getFirst();
    var text =
        "supervisor state 1\nheight 9\nstate_hash %s\nentries %d\nbytes %d\nsha256 %s\n"
            .formatted(written.stateHash(), file.entries(), file.bytes(), file.hash());
    Files.writeString(
        folder.path().resolve("state-00000000000000000009.meta"),
        text + "check " + Sha256.of(text.getBytes(StandardCharsets.UTF_8)) + "\n");

    var reopened = folder.open();
    StoreFolder.assertState(reopened, 10);
    assertThat(folder.checkpoint(9)).isEqualTo(written);
    StoreFolder.apply(reopened, 10, 20);
    reopened.checkpoint();
    reopened.close();
    StoreFolder.assertState(folder.open(), 20);
    assertThat(folder.discarded).isEmpty();
  }

  @Test
  void aDamagedFileThatAllShareLeavesNoState() throws IOException {
    var store = folder.open();
    StoreFolder.apply(store, 0, 10);
    store.checkpoint();
    StoreFolder.apply(store, 10, 20);
    store.checkpoint();
    store.close();
    folder.damage("state-00000000000000000009.db");

    assertThat(folder.open().height()).isEmpty();
    assertThat(folder.discarded)
        .startsWith("state-00000000000000000009.meta", "state-00000000000000000019.meta");
    assertThat(folder.files()).isEmpty();
  }

  @Test
  void aDamagedFileIsPassedOverForTheOneBefore() throws IOException {
    var store = folder.open();
    StoreFolder.apply(store, 0, 10);
    store.checkpoint();
    StoreFolder.apply(store, 10, 20);
    store.checkpoint();
    store.close();
    folder.damage("state-00000000000000000010-00000000000000000019.db");

    StoreFolder.assertState(folder.open(), 10);
    assertThat(folder.discarded)
        .containsExactly(
            "state-00000000000000000019.meta",
            "state-00000000000000000010-00000000000000000019.db");
    assertThat(folder.files())
        .containsExactly("state-00000000000000000009.db", "state-00000000000000000009.meta");
  }

  @Test
  void damagedCheckpointsAreNotTrusted() throws IOException {
    var store = folder.open();
    StoreFolder.apply(store, 0, 10);
    store.checkpoint();
    store.close();
    var checkpoint = folder.path().resolve("state-00000000000000000009.meta");
    var whole = Files.readAllBytes(checkpoint);
    for (var i = 0; i < whole.length; i += 3) {
      var changed = whole.clone();
      changed[i] ^= 1;
      assertThatThrownBy(() -> Checkpoint.decode(changed))
          .isInstanceOf(IllegalArgumentException.class);
    }
    Files.write(checkpoint, java.util.Arrays.copyOf(whole, whole.length - 1));

    assertThat(folder.open().height()).isEmpty();
    assertThat(folder.files()).isEmpty();
  }

  @Test
  void unfinishedFilesAreDeleted() throws IOException {
    Files.createDirectories(folder.path());
    Files.write(folder.path().resolve("state-00000000000000000009.db.tmp"), new byte[100]);
    Files.write(folder.path().resolve("state-00000000000000000009.db"), new byte[100]);
    Files.write(folder.path().resolve("notes.txt"), new byte[100]);
    Files.write(folder.path().resolve("state-backup.tar"), new byte[100]);

    assertThat(folder.open().height()).isEmpty();
    assertThat(folder.files()).containsExactly("notes.txt", "state-backup.tar");
  }

  @Test
  void theCheckpointNamesTheStateHash() throws IOException {
    var store = folder.open();
    var fork = new Fork(store.snapshot());
    var map = fork.access("svc.").proofMap("map", Codecs.u64(), Codecs.u64());
    for (var i = 0L; i < 500; i++) {
      map.put(i, i);
    }
    store.apply(fork.toPatch());
    store.checkpoint();
    var checkpoint =
        Checkpoint.decode(
            Files.readAllBytes(folder.path().resolve("state-00000000000000000000.meta")));

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
