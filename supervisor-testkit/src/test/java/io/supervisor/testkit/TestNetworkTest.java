package io.supervisor.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.supervisor.api.crypto.KeyPair;
import io.supervisor.api.proof.InvalidProofException;
import io.supervisor.api.proof.MapKind;
import io.supervisor.api.service.Read;
import io.supervisor.api.service.Value;
import io.supervisor.api.storage.Codecs;
import io.supervisor.core.blockchain.QueryAnswer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Blocks, results, reads and proofs. */
class TestNetworkTest {
  private static final KeyPair ALICE = TestKeys.named("alice");
  private static final KeyPair BOB = TestKeys.named("bob");

  private final TestNetwork network =
      TestNetwork.builder()
          .service(Counters.ID, new Counters())
          .instance(100, "counters", Counters.ID)
          .build();
  private final TestInstance counters = network.instance("counters");

  @AfterEach
  void close() {
    network.close();
  }

  @Test
  void aCountIsProvenFromTheLastBlockOn() {
    network.send(counters.transaction(ALICE, Counters.ADD, new byte[] {3})).orElseThrow();
    network.send(counters.transaction(ALICE, Counters.ADD, new byte[] {4})).orElseThrow();

    var key = Codecs.publicKey().encodeKey(ALICE.publicKey());
    var absent = Codecs.publicKey().encodeKey(BOB.publicKey());
    var proof = Counters.counts(counters.data()).proof(List.of(ALICE.publicKey(), BOB.publicKey()));
    var proven = counters.provenMap("counts", MapKind.HASHED, proof);
    assertThat(proven.get(key).map(Codecs.u64()::decode)).contains(7L);
    assertThat(proven.get(absent)).isEmpty();
  }

  @Test
  void aProofOfAnEarlierStateIsRefused() {
    network.send(counters.transaction(ALICE, Counters.ADD, new byte[] {3})).orElseThrow();
    var earlier = Counters.counts(counters.data()).proof(List.of(ALICE.publicKey()));
    network.send(counters.transaction(ALICE, Counters.ADD, new byte[] {4})).orElseThrow();

    assertThatThrownBy(() -> counters.provenMap("counts", MapKind.HASHED, earlier))
        .isInstanceOf(InvalidProofException.class);
  }

  @Test
  void whatIsInGenesisIsProvenByItsHash() {
    assertThat(counters.provenIndex("counts"))
        .isEqualTo(Counters.counts(counters.data()).objectHash());
  }

  @Test
  void aFailedCallIsProvenAndChangesNothing() {
    var good = counters.transaction(ALICE, Counters.ADD, new byte[] {1});
    var bad = counters.transaction(BOB, Counters.ADD, new byte[] {0});
    var block = network.createBlock(good, bad);

    assertThat(block.result(good).isSuccess()).isTrue();
    assertThat(block.result(bad).code()).isEqualTo("service:7");
    assertThat(block.result(bad).error().orElseThrow().description()).isEqualTo("nothing to add");
    assertThat(network.lightClient().result(good).code()).isEqualTo("ok");
    assertThat(network.lightClient().result(bad).code()).isEqualTo("service:7");
    assertThat(Counters.counts(counters.data()).contains(BOB.publicKey())).isFalse();
    assertThatThrownBy(block::orElseThrow)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("nothing to add");
  }

  @Test
  void readsAnswerAsClientsGetThem() {
    network.send(counters.transaction(ALICE, Counters.ADD, new byte[] {3})).orElseThrow();

    assertThat(counters.ask("v1/count", Map.of("key", ALICE.publicKey().toString())))
        .isEqualTo(Value.of(3));
    assertThat(
            counters.query(
                "v1/count", Read.Visibility.PUBLIC, Map.of("key", BOB.publicKey().toString())))
        .isInstanceOf(QueryAnswer.Refused.class);
    assertThatThrownBy(() -> counters.ask("v1/sum", Map.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("v1/sum");
  }

  @Test
  void onlyTheGivenTransactionsStandInTheBlock() {
    var first = counters.transaction(ALICE, Counters.ADD, new byte[] {1});
    var second = counters.transaction(BOB, Counters.ADD, new byte[] {1});
    assertThat(network.submit(first)).isEmpty();

    assertThat(network.createBlock(second).transactions()).containsExactly(second);
    assertThat(network.pool().contains(first.hash())).isTrue();
    assertThat(network.createBlock().transactions()).contains(first);
    assertThat(network.pool().contains(first.hash())).isFalse();
  }

  @Test
  void transactionsOfThePoolAreNamedByTheirHashes() {
    var first = counters.transaction(ALICE, Counters.ADD, new byte[] {1});
    var second = counters.transaction(BOB, Counters.ADD, new byte[] {1});
    network.submit(first);
    network.submit(second);

    assertThat(network.createBlockOf(List.of(second.hash())).transactions())
        .containsExactly(second);
    assertThatThrownBy(() -> network.createBlockOf(List.of(second.hash())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not in the pool");
    assertThat(network.pool().contains(first.hash())).isTrue();
  }

  @Test
  void whatNodesSendAfterACommitWaitsForALaterBlock() {
    assertThat(network.createBlock(List.of()).transactions()).isEmpty();

    assertThat(network.pool().size()).as("one of each validator").isEqualTo(4);
    var block = network.createBlock().orElseThrow();
    assertThat(block.transactions()).hasSize(4);
    assertThat(counters.data().list("notes", Codecs.publicKey()))
        .containsExactlyElementsOf(
            network.nodes().stream().map(node -> node.serviceKey().publicKey()).toList());
    assertThat(network.pool().size()).isZero();
  }

  @Test
  void aBlockHasNoMoreTransactionsThanTheConfigurationAllows() {
    var small =
        TestNetwork.builder()
            .service(Counters.ID, new Counters())
            .instance(100, "counters", Counters.ID)
            .config(TestConfigs::withTwoTransactions)
            .build();
    small.createBlock(List.of());

    assertThat(small.createBlock().transactions()).hasSize(2);
    assertThat(small.createBlock().transactions()).hasSize(2);
    assertThat(small.createBlock().transactions()).isEmpty();
  }

  @Test
  void aTransactionIsCommittedOnce() {
    var transaction = counters.transaction(ALICE, Counters.ADD, new byte[] {1});
    network.send(transaction).orElseThrow();

    assertThat(network.submit(transaction)).isEmpty();
    assertThat(network.pool().contains(transaction.hash())).isFalse();
    assertThatThrownBy(() -> network.createBlock(transaction))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("in the chain already");
  }

  @Test
  void whatNobodyAnswersIsRefusedByThePool() {
    var other = network.instance("others");

    assertThatThrownBy(other::spec).hasMessage("no instance others");
    assertThat(
            network.submit(
                io.supervisor.api.crypto.VerifiedTransaction.sign(
                    new io.supervisor.api.InstanceId(999), 0, new byte[0], ALICE)))
        .hasValueSatisfying(error -> assertThat(error.codeText()).isEqualTo("core:7"));
  }

  @Test
  void blocksAreMadeUntilAHeight() {
    network.createBlocksUntil(5);

    assertThat(network.height().value()).isEqualTo(5);
    assertThat(network.lightClient().block(network.height()).precommits()).hasSize(4);
  }
}
