package io.supervisor.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.supervisor.api.crypto.KeyPair;
import io.supervisor.core.time.TimeOracleArtifact;
import io.supervisor.testkit.scripted.Script;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Checkpoints and the ways back to them. */
class CheckpointTest {
  private static final KeyPair ALICE = TestKeys.named("alice");

  private final TestNetwork network =
      TestNetwork.builder()
          .service(Counters.ID, new Counters())
          .instance(100, "counters", Counters.ID)
          .build();
  private final TestInstance counters = network.instance("counters");

  @Test
  void everythingIsAsItWas() {
    network.createBlock(List.of());
    var state = network.state().stateHash();
    var waiting = network.pool().transactions();
    var checkpoint = network.checkpoint();
    var block = add(5);
    network.clock().advance(Duration.ofHours(1));
    network.createBlock();
    network.addNode();

    network.rollback(checkpoint);

    assertThat(network.height().value()).isEqualTo(1);
    assertThat(network.state().stateHash()).isEqualTo(state);
    assertThat(network.pool().transactions()).isEqualTo(waiting).isNotEmpty();
    assertThat(network.clock().now()).isEqualTo(TestClock.START);
    assertThat(network.nodes()).hasSize(4);
    assertThat(network.chain().block(block.height())).isEmpty();
    assertThat(add(5).hash()).isEqualTo(block.hash());
  }

  @Test
  void checkpointsNestAndMayBeUsedAgain() {
    var outer = network.checkpoint();
    add(1);
    var inner = network.checkpoint();
    add(2);
    network.rollback(inner);
    assertThat(count()).isEqualTo(1);
    network.rollback(outer);
    assertThat(network.height().value()).isZero();
    network.rollback(inner);
    assertThat(count()).isEqualTo(1);
    network.rollback(outer);
    add(9);
    assertThat(count()).isEqualTo(9);
  }

  @Test
  void codeThatWasDeployedSinceIsGone() {
    var before = network.checkpoint();
    network.deploy(TimeOracleArtifact.ID);
    var after = network.checkpoint();

    network.rollback(before);
    assertThat(network.dispatcher().isDeployed(TimeOracleArtifact.ID)).isFalse();
    network.rollback(after);
    assertThat(network.dispatcher().isDeployed(TimeOracleArtifact.ID)).isTrue();
    network.start(TimeOracleArtifact.ID, "time", new byte[0]);
    network.close();
    assertThat(network.dispatcher().isDeployed(Counters.ID)).isFalse();
  }

  @Test
  void nodesAreStartedAgainWithOtherCode() {
    add(3);
    var resumed = TestNetwork.builder().service(Counters.ID, new Script()).resume(network);

    assertThat(resumed.height()).isEqualTo(network.height());
    assertThat(resumed.lightClient().index("counters.counts"))
        .isEqualTo(counters.provenIndex("counts"));
    var noSuchAction = resumed.instance("counters").transaction(ALICE, 0, new byte[] {1});
    assertThat(resumed.send(noSuchAction).code()).isEqualTo("unexpected");
    add(4);
    assertThat(count()).isEqualTo(7);
    assertThatThrownBy(() -> TestNetwork.builder().resume(network))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(Counters.ID.toString());
  }

  @Test
  void theCheckpointOfAnotherNetworkIsRefused() {
    var other = TestNetwork.builder().build();

    assertThatThrownBy(() -> network.rollback(other.checkpoint()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private TestBlock add(int amount) {
    return network
        .createBlock(counters.transaction(ALICE, Counters.ADD, new byte[] {(byte) amount}))
        .orElseThrow();
  }

  private long count() {
    return Counters.counts(counters.data()).get(ALICE.publicKey()).orElse(0L);
  }
}
