package io.supervisor.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.supervisor.api.Height;
import io.supervisor.core.merkledb.Patch;
import io.supervisor.core.merkledb.Store;
import io.supervisor.server.storage.CheckpointSteps.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MapDbStoreTest extends StoreContract {
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

  @Override
  Store open() {
    return folder.open(StoreFolder.ALWAYS, CheckpointSteps.UNWATCHED);
  }

  @Test
  void whatACheckpointContainsIsThereAfterReopening() {
    var store = folder.open();
    StoreFolder.apply(store, 0, 20);
    assertThat(store.fileHeight()).isEmpty();
    store.checkpoint();
    StoreFolder.apply(store, 20, 25);
    assertThat(store.fileHeight()).contains(new Height(19));
    store.close();

    var reopened = folder.open();
    StoreFolder.assertState(reopened, 20);
    StoreFolder.apply(reopened, 20, 30);
    reopened.checkpoint();
    StoreFolder.assertState(reopened, 30);
    assertThat(folder.discarded).isEmpty();
  }

  @Test
  void aCheckpointWithoutNewBlocksWritesNothing() throws IOException {
    var store = folder.open();
    store.checkpoint();
    assertThat(folder.files()).isEmpty();
    StoreFolder.apply(store, 0, 1);
    store.checkpoint();
    store.checkpoint();

    assertThat(folder.files()).hasSize(2);
  }

  @Test
  void blocksAreAppliedAndReadWhileACheckpointIsWritten() throws InterruptedException {
    var reached = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    var store =
        folder.open(
            new CheckpointPolicy(1, 1 << 30, 1),
            step -> {
              if (step == Step.SYNC && reached.getCount() > 0) {
                reached.countDown();
                StoreFolder.await(goOn);
              }
            });
    StoreFolder.apply(store, 0, 1);
    reached.await();
    var during = store.snapshot();
    StoreFolder.apply(store, 1, 40);
    StoreFolder.assertState(store, 40);
    assertThat(store.fileHeight()).isEmpty();
    goOn.countDown();
    store.checkpoint();

    StoreFolder.assertState(store, 40);
    assertThat(store.fileHeight()).contains(new Height(39));
    assertThat(RandomPatches.text(during)).isEqualTo(StoreFolder.state(1));
  }

  @Test
  void blocksWaitWhenTheHeapIsFull() throws InterruptedException {
    var reached = new Semaphore(0);
    var goOn = new CountDownLatch(1);
    var store =
        folder.open(
            new CheckpointPolicy(1, 20_000, 1),
            step -> {
              if (step == Step.SYNC) {
                reached.release();
                StoreFolder.await(goOn);
              }
            });
    var applier = Thread.ofVirtual().start(() -> StoreFolder.apply(store, 0, 300));
    reached.acquire();
    while (applier.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    assertThat(store.snapshot()).isNotNull();
    goOn.countDown();
    applier.join();

    StoreFolder.assertState(store, 300);
  }

  @ParameterizedTest
  @EnumSource(Step.class)
  void aCheckpointThatFailsStopsTheStoreAndLosesNothing(Step failing) {
    var store = folder.open();
    StoreFolder.apply(store, 0, 10);
    store.checkpoint();
    StoreFolder.apply(store, 10, 11);
    store.checkpoint();
    store.close();
    var failed =
        folder.open(
            StoreFolder.NEVER,
            step -> {
              if (step == failing) {
                throw new IllegalStateException("no space left");
              }
            });
    StoreFolder.apply(failed, 11, 20);

    assertThatThrownBy(failed::checkpoint)
        .isInstanceOf(StateStoreException.class)
        .hasRootCauseMessage("no space left");
    assertThatThrownBy(() -> StoreFolder.apply(failed, 20, 21))
        .isInstanceOf(StateStoreException.class);
    assertThat(folder.failures).hasSize(1);
    StoreFolder.assertState(failed, 20);
    failed.close();
    var reopened = folder.open();
    var blocks = reopened.height().orElseThrow().value() + 1;
    assertThat(blocks).isIn(11L, 20L);
    StoreFolder.apply(reopened, blocks, 20);
    StoreFolder.assertState(reopened, 20);
  }

  @Test
  void closingStopsACheckpoint() throws Exception {
    var reached = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    var store =
        folder.open(
            StoreFolder.ALWAYS,
            step -> {
              if (step == Step.RECORD) {
                reached.countDown();
                StoreFolder.await(goOn);
              }
            });
    StoreFolder.apply(store, 0, 1);
    StoreFolder.await(reached);
    var closing = Thread.ofPlatform().start(store::close);
    Awaitility.await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);
    goOn.countDown();
    closing.join();

    assertThat(folder.files()).noneMatch(file -> file.endsWith(".meta"));
    assertThatThrownBy(() -> StoreFolder.apply(store, 1, 2))
        .isInstanceOf(StateStoreException.class);
    assertThat(folder.failures).isEmpty();
  }

  /** What the records take counts, not what records took on average so far. */
  @Test
  void largeRecordsAfterManySmallOnesFillTheHeap() {
    var store =
        folder.open(new CheckpointPolicy(2_000_000, 8_000_000, 100_000), CheckpointSteps.UNWATCHED);
    for (var height = 0; height < 3_000; height++) {
      store.apply(patch(0, 100, 10));
    }
    assertThat(store.fileHeight()).isEmpty();
    store.apply(patch(200, 203, 1_000_000));

    Awaitility.await().until(() -> store.fileHeight().equals(Optional.of(new Height(3_000))));
  }

  private static Patch patch(int from, int to, int bytes) {
    var changes = new TreeMap<byte[], Optional<byte[]>>(Arrays::compareUnsigned);
    for (var i = from; i < to; i++) {
      changes.put(new byte[] {(byte) 0xf0, (byte) i}, Optional.of(new byte[bytes]));
    }
    return Patch.of(changes);
  }
}
