package io.supervisor.core.catchup;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.PublicKey;
import io.supervisor.core.catchup.CatchUp.Ask;
import io.supervisor.wire.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CatchUpTest {
  private static final PublicKey ANN = key(1);
  private static final PublicKey BEN = key(2);
  private static final PublicKey EVE = key(3);

  private final CatchUp catchUp = new CatchUp(Height.GENESIS);

  @Test
  void asksNobodyWhenNobodyIsAhead() {
    catchUp.onStatus(ANN, Height.GENESIS);

    assertThat(catchUp.behind()).isFalse();
    assertThat(catchUp.asks(10_000)).isEmpty();
    assertThat(catchUp.wakeAtMs(0)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void leavesTheNextBlockToConsensusForAWhile() {
    catchUp.onStatus(ANN, new Height(1));

    assertThat(catchUp.asks(CatchUp.GRACE_MS - 1)).isEmpty();
    assertThat(catchUp.wakeAtMs(0)).isEqualTo(CatchUp.GRACE_MS);
    assertThat(catchUp.asks(CatchUp.GRACE_MS))
        .containsExactly(new Ask.Blocks(ANN, new Height(1), 1));
  }

  @Test
  void asksAllPeersAtOnceForDifferentBlocks() {
    catchUp.onStatus(ANN, new Height(1_000));
    catchUp.onStatus(BEN, new Height(1_000));

    assertThat(catchUp.asks(0))
        .containsExactlyInAnyOrder(
            new Ask.Blocks(ANN, new Height(1), CatchUp.BATCH),
            new Ask.Blocks(BEN, new Height(1 + CatchUp.BATCH), CatchUp.BATCH));
    assertThat(catchUp.asks(1)).isEmpty();
  }

  @Test
  void givesTheBlocksOneAfterAnother() {
    catchUp.onStatus(ANN, new Height(3));
    catchUp.asks(0);
    catchUp.onBlocks(ANN, blocks(1, 3), 5);

    for (int height = 1; height <= 3; height++) {
      assertThat(catchUp.next().orElseThrow().height()).isEqualTo(new Height(height));
      catchUp.onCommitted(new Height(height), 5);
    }
    assertThat(catchUp.next()).isEmpty();
    assertThat(catchUp.behind()).isFalse();
  }

  @Test
  void neverAsksBeyondItsWindow() {
    catchUp.onStatus(ANN, new Height(Long.MAX_VALUE));
    long asked = 0;
    for (long now = 0; now < 100; now++) {
      for (var ask : catchUp.asks(now)) {
        var blocks = (Ask.Blocks) ask;
        asked = Math.max(asked, blocks.from().value() + blocks.count() - 1);
        catchUp.onBlocks(ANN, blocks((int) blocks.from().value(), blocks.count()), now);
      }
    }
    assertThat(asked).isEqualTo(CatchUp.WINDOW);
  }

  /** H36: the first answers of all peers are lost. */
  @Test
  void asksAgainHoweverManyAnswersAreLost() {
    var peers = List.of(ANN, BEN, EVE);
    peers.forEach(peer -> catchUp.onStatus(peer, new Height(5)));
    var askedForFirst = new ArrayList<PublicKey>();
    long now = 0;
    while (askedForFirst.size() < 30) {
      for (var ask : catchUp.asks(now)) {
        if (((Ask.Blocks) ask).from().value() == 1) {
          askedForFirst.add(ask.peer());
        }
      }
      long wake = catchUp.wakeAtMs(now);
      assertThat(wake).isGreaterThan(now).isLessThan(now + 20_000);
      now = wake;
    }
    assertThat(askedForFirst.subList(20, 30)).contains(ANN, BEN, EVE);
  }

  /** H36: the block is there, but none of the first answers with its transactions. */
  @Test
  void asksAllForTheTransactionsOfABlockInTurnWithoutEnd() {
    List.of(ANN, BEN, EVE).forEach(peer -> catchUp.onStatus(peer, new Height(1)));
    catchUp.asks(CatchUp.GRACE_MS);
    catchUp.onBlocks(ANN, blocks(1, 1), 200);
    catchUp.need(List.of(Hash.ZERO));
    var asked = new ArrayList<PublicKey>();
    for (long now = 200; asked.size() < 9; now = Math.max(now + 1, catchUp.wakeAtMs(now))) {
      for (var ask : catchUp.asks(now)) {
        if (ask instanceof Ask.Bodies bodies) {
          assertThat(bodies.hashes()).containsExactly(Hash.ZERO);
          asked.add(ask.peer());
        }
      }
    }
    for (int i = 0; i < 9; i += 3) {
      assertThat(asked.subList(i, i + 3)).containsExactlyInAnyOrder(ANN, BEN, EVE);
    }
  }

  /** H18: a height that is not there is believed, and does no harm. */
  @Test
  void oneThatClaimsTooMuchDoesNotKeepTheOthersFromHelping() {
    catchUp.onStatus(EVE, new Height(Long.MAX_VALUE));
    catchUp.onStatus(ANN, new Height(400));
    long tip = 0;
    for (long now = 0; now < 30_000 && tip < 400; now += 10) {
      for (var ask : catchUp.asks(now)) {
        var blocks = (Ask.Blocks) ask;
        if (blocks.peer().equals(ANN)) {
          catchUp.onBlocks(ANN, blocks((int) blocks.from().value(), blocks.count()), now);
        }
      }
      while (catchUp.next().isPresent()) {
        catchUp.onCommitted(new Height(++tip), now);
      }
    }
    assertThat(tip).isEqualTo(400);
  }

  @Test
  void whoeverLiesIsLeftAloneForAWhileAndAllItSentForgotten() {
    catchUp.onStatus(EVE, new Height(10));
    catchUp.asks(0);
    catchUp.onBlocks(EVE, blocks(1, 10), 5);
    catchUp.onStatus(ANN, new Height(10));

    assertThat(catchUp.refuseNext(5)).contains(EVE);
    assertThat(catchUp.next()).isEmpty();
    assertThat(catchUp.asks(6)).containsExactly(new Ask.Blocks(ANN, new Height(1), 10));
  }

  @Test
  void blocksNobodyAskedForAreIgnored() {
    catchUp.onStatus(ANN, new Height(5));
    catchUp.asks(0);
    catchUp.onBlocks(EVE, blocks(1, 5), 1);
    catchUp.onBlocks(ANN, blocks(6, 2), 1);

    assertThat(catchUp.next()).isEmpty();
  }

  @Test
  void whatAGonePeerWasAskedIsAskedOfAnother() {
    catchUp.onStatus(ANN, new Height(5));
    catchUp.asks(0);
    catchUp.onStatus(BEN, new Height(5));
    catchUp.onDisconnected(ANN);

    assertThat(catchUp.asks(1)).containsExactly(new Ask.Blocks(BEN, new Height(1), 5));
  }

  private static List<FetchedBlock> blocks(int from, int count) {
    return LongStream.range(from, from + count).mapToObj(CatchUpTest::block).toList();
  }

  private static FetchedBlock block(long height) {
    return new FetchedBlock(
        ByteString.EMPTY,
        Block.newBuilder().setHeight(height).build(),
        Hash.ZERO,
        List.of(),
        List.of(),
        Map.of());
  }

  private static PublicKey key(int first) {
    byte[] bytes = new byte[PublicKey.SIZE];
    IntStream.range(0, bytes.length).forEach(i -> bytes[i] = (byte) first);
    return PublicKey.of(bytes);
  }
}
