package io.supervisor.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.supervisor.api.Height;
import io.supervisor.api.crypto.Sha256;
import io.supervisor.api.storage.Codecs;
import io.supervisor.core.merkledb.Fork;
import io.supervisor.core.merkledb.Snapshot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in the folder: files over each other, checkpoints that name them, damage. */
class StateFilesTest {
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
    for (var height = 0; height < 2; height++) {
      StoreFolder.apply(store, height, height + 1);
      store.checkpoint();
    }
    assertThat(folder.files())
        .containsExactly(
            "state-00000000000000000000.db",
            "state-00000000000000000000.meta",
            "state-00000000000000000001-00000000000000000001.db",
            "state-00000000000000000001.meta");

    for (var height = 2; height < 5; height++) {
      StoreFolder.apply(store, height, height + 1);
      store.checkpoint();
    }
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

  @Test
  void filesAreMadeOneAndStayFew() throws Exception {
    var store = folder.open();
    var blocks = 0L;
    for (var i = 1; i <= 40; i++) {
      StoreFolder.apply(store, blocks, blocks + 1 + i % 3);
      blocks += 1 + i % 3;
      store.checkpoint();
      StoreFolder.assertState(store, blocks);
    }
    folder.awaitNothingToMerge(blocks - 1);
    StoreFolder.assertState(store, blocks);
    assertThat(folder.files()).hasSizeLessThan(20);
    store.close();

    StoreFolder.assertState(folder.open(), blocks);
    assertThat(folder.discarded).isEmpty();
  }

  @Test
  void changesAreWrittenWhileFilesAreMadeOne() throws Exception {
    var steps = new StepsOfAMerge();
    var store = folder.open(StoreFolder.NEVER, steps);
    for (var height = 0; height < 3; height++) {
      StoreFolder.apply(store, height, height + 1);
      store.checkpoint();
    }
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
    assertThat(folder.checkpoint(3).levels())
        .extracting(Level::first, Level::last)
        .containsExactly(tuple(new Height(3), new Height(3)), tuple(Height.GENESIS, new Height(2)));
    store.close();
    StoreFolder.assertState(folder.open(), 4);
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
        StoreFolder.await(goOn);
      }
    }
  }

  @Test
  void anInterruptedMergeIsMadeAgain() throws Exception {
    var steps = new StepsOfAMerge();
    var store = folder.open(StoreFolder.NEVER, steps);
    for (var height = 0; height < 3; height++) {
      StoreFolder.apply(store, height, height + 1);
      store.checkpoint();
    }
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

    assertThat(folder.open().height()).isEmpty();
    assertThat(folder.files()).containsExactly("notes.txt");
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
