package io.supervisor.client;

import static io.supervisor.client.BlocksTest.assertLie;
import static io.supervisor.client.ClientFixture.TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.Height;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.proof.ProofError.Reason;
import io.supervisor.rpc.v1.Block;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BlockWatchTest {
  private final ClientFixture fixture = new ClientFixture(2);

  @AfterEach
  void close() throws InterruptedException {
    fixture.close();
  }

  @Test
  void blocksComeInOrderThoughNodesBreakOff() throws InterruptedException {
    addBlocks(10);
    fixture.nodes.forEach(node -> node.watchBreaksAfter = 3);
    try (var watch = fixture.client().blocks().watch(new Height(1))) {
      for (var height = 1; height <= 10; height++) {
        assertThat(watch.cursor()).isEqualTo(new Height(height));
        assertThat(watch.poll(TIMEOUT).orElseThrow().height()).isEqualTo(new Height(height));
      }
      assertThat(watch.poll(Duration.ofMillis(20))).isEmpty();
    }
  }

  @Test
  void aWatchFromGenesisBeginsThere() throws InterruptedException {
    addBlocks(2);
    try (var watch = fixture.client().blocks().watch(Height.GENESIS)) {
      assertThat(watch.take().hash()).isEqualTo(fixture.chain.genesis());
      assertThat(watch.take().height().value()).isEqualTo(1);
    }
  }

  @Test
  void gapsAreRefused() {
    addBlocks(4);
    allLie(block -> block.getHeight() == 2 ? block(3) : block);
    assertRefusedAtTwo(Reason.NOT_ABOUT);
  }

  @Test
  void blocksThatNobodySignedAreRefused() {
    addBlocks(4);
    allLie(block -> block.getHeight() == 2 ? block.toBuilder().clearPrecommits().build() : block);
    assertRefusedAtTwo(Reason.PRECOMMIT_COUNT);
  }

  /** Signed by a quorum, which cannot be if fewer than a third lie; noticed all the same. */
  @Test
  void aBlockThatDoesNotFollowTheOneBeforeIsRefused() {
    addBlocks(4);
    var fork = new FakeChain(ClientFixture.VALIDATORS);
    fork.add();
    fork.add(ClientFixture.transaction(77));
    allLie(block ->
        block.getHeight() == 2
            ? Block.newBuilder()
                .setHeader(Canonical.toWire(fork.get(2).header()))
                .addAllPrecommits(fork.get(2).precommits())
                .build()
            : block);
    assertRefusedAtTwo(Reason.WRONG_HASH);
  }

  @Test
  void aLyingNodeIsLeftForAnHonestOne() throws InterruptedException {
    addBlocks(6);
    fixture.node(0).blocks = block -> block.toBuilder().clearPrecommits().build();
    try (var watch = fixture.client().blocks().watch(new Height(1))) {
      for (var height = 1; height <= 6; height++) {
        assertThat(watch.poll(TIMEOUT).orElseThrow().height().value()).isEqualTo(height);
      }
    }
  }

  @Test
  void theWatchOutlivesANodeThatIsKilled() throws InterruptedException {
    addBlocks(2);
    try (var watch = fixture.client().blocks().watch(new Height(1))) {
      assertThat(watch.poll(TIMEOUT)).isPresent();
      assertThat(watch.poll(TIMEOUT)).isPresent();
      fixture.node(0).kill();
      addBlocks(1);
      assertThat(watch.poll(TIMEOUT).orElseThrow().height().value()).isEqualTo(3);
    }
  }

  @Test
  void closingWakesWhoeverWaits() throws Exception {
    var watch = fixture.client().blocks().watch(new Height(1));
    var waiting = CompletableFuture.supplyAsync(() -> await(watch));
    watch.close();
    assertThat(waiting.get(60, TimeUnit.SECONDS)).isInstanceOf(IllegalStateException.class);
  }

  private static Exception await(BlockWatch watch) {
    try {
      throw new AssertionError("got block " + watch.take().height());
    } catch (InterruptedException | IllegalStateException e) {
      return e;
    }
  }

  private void assertRefusedAtTwo(Reason reason) {
    try (var watch = fixture.client().blocks().watch(new Height(1))) {
      assertLie(
          () -> {
            assertThat(watch.poll(TIMEOUT).orElseThrow().height().value()).isEqualTo(1);
            watch.poll(TIMEOUT);
          },
          reason);
      assertThat(watch.cursor()).isEqualTo(new Height(2));
    }
  }

  private Block block(long height) {
    var entry = fixture.chain.get(height);
    return Block.newBuilder()
        .setHeader(Canonical.toWire(entry.header()))
        .addAllPrecommits(entry.precommits())
        .build();
  }

  private void addBlocks(int count) {
    for (var i = 0; i < count; i++) {
      fixture.chain.add(ClientFixture.transaction((int) fixture.chain.height()));
    }
  }

  private void allLie(UnaryOperator<Block> lie) {
    fixture.nodes.forEach(node -> node.blocks = lie);
  }
}
