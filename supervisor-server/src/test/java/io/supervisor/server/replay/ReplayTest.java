package io.supervisor.server.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.crypto.Sha256;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.api.proof.BlockProof;
import io.supervisor.core.blockchain.TransactionTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The chain that four nodes of the original recorded, executed again from genesis: the same hashes
 * of state and errors, the same stored errors, at every height.
 */
final class ReplayTest {
  private static final List<RecordedChain.Block> BLOCKS = RecordedChain.blocks();

  @Test
  void everyBlockIsLinkedAndDecidedByAQuorumInOneRound() {
    var keys = RecordedChain.consensusConfig().consensusKeys();
    var previous = Hash.ZERO;
    for (var block : BLOCKS) {
      var message = Blocks.parse(block.header());
      var header = Canonical.fromWire(message);
      assertThat(Canonical.toWire(header).toByteArray()).isEqualTo(block.header());
      assertThat(Sha256.of(block.header())).isEqualTo(block.hash());
      assertThat(header.height()).isEqualTo(block.height());
      assertThat(header.prevHash()).isEqualTo(previous);
      assertThat(header.stateHash()).isEqualTo(block.stateHash());
      var hashes =
          block.transactions().stream()
              .map(VerifiedTransaction::verify)
              .map(VerifiedTransaction::hash)
              .toList();
      assertThat(header.txCount()).isEqualTo(hashes.size());
      assertThat(header.txHash()).isEqualTo(new TransactionTree(hashes).hash());
      if (!block.height().equals(Height.GENESIS)) {
        var precommits = block.precommits().stream().map(Blocks::signed).toList();
        new BlockProof(message, precommits).check(keys).orElseThrow();
      }
      previous = block.hash();
    }
    System.out.println("verified " + BLOCKS.size() + " blocks");
    assertThat(BLOCKS).hasSize(1_363);
  }

  @Test
  void executionFromGenesisGivesTheRecordedStatesAndErrors() {
    var replay = new Replay();
    var calls = 0;
    for (var block : BLOCKS) {
      replay.advance(block);
      calls += block.transactions().size();
    }
    System.out.println(
        "replayed "
            + BLOCKS.size()
            + " blocks, "
            + calls
            + " transactions, "
            + replay.scriptsRun()
            + " migrations");
    assertThat(replay.scriptsRun()).isPositive();
  }

  @Test
  void oneChangedByteOfATransactionIsNoticed() {
    var seed = System.nanoTime();
    System.out.println("seed " + seed);
    var random = new Random(seed);
    var replay = new Replay();
    var changed = 0;
    for (var block : BLOCKS) {
      if (!block.transactions().isEmpty()) {
        var transactions = withOneByteChanged(block.transactions(), random);
        assertThatThrownBy(() -> replay.execute(block, transactions))
            .as("seed " + seed + ", block " + block.height())
            .isInstanceOfAny(AssertionError.class, IllegalArgumentException.class);
        changed++;
      }
      replay.advance(block);
    }
    assertThat(changed).isGreaterThan(100);
  }

  /** Block 25 has the first request that is accepted. */
  @Test
  void aDifferenceOfTheStateIsNamedByItsIndex() {
    var replay = new Replay();
    BLOCKS.subList(0, 25).forEach(replay::advance);
    assertThatThrownBy(() -> replay.execute(BLOCKS.get(25), List.of()))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("block 25: state differs in supervisor.deploy_requests (got ")
        .hasMessageNotContaining("supervisor.configuration");
  }

  private static List<byte[]> withOneByteChanged(List<byte[]> transactions, Random random) {
    var copy = new ArrayList<>(transactions);
    var index = random.nextInt(copy.size());
    var bytes = copy.get(index).clone();
    bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
    copy.set(index, bytes);
    return copy;
  }
}
