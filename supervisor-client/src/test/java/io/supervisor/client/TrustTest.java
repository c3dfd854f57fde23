package io.supervisor.client;

import static io.supervisor.client.BlocksTest.assertLie;
import static io.supervisor.client.ClientFixture.VALIDATORS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.proof.IndexProof;
import io.supervisor.api.proof.ProofError.Reason;
import io.supervisor.api.proof.ProofMessages;
import io.supervisor.rpc.v1.ListConsensusConfigsResponse;
import io.supervisor.rpc.v1.ProvenConsensusConfig;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TrustTest {
  private final ClientFixture fixture = new ClientFixture(4);

  @AfterEach
  void close() throws InterruptedException {
    fixture.close();
  }

  @Test
  void aNetworkThatHasOnlyJustBegunIsBelievedOnceItsFirstBlockNamesGenesis() {
    var status = fixture.client().blocks().statusAsync();
    await()
        .atMost(ClientFixture.TIMEOUT)
        .until(() -> fixture.nodes.stream().anyMatch(FakeNode::isWatched));
    assertThat(status).isNotDone();
    fixture.chain.add();
    fixture.nodes.forEach(FakeNode::tellWatchers);
    assertThat(status)
        .succeedsWithin(ClientFixture.TIMEOUT)
        .satisfies(known -> {
          assertThat(known.height()).isEqualTo(Height.GENESIS);
          assertThat(known.block().hash()).isEqualTo(fixture.chain.genesis());
        });
  }

  @Test
  void changesOfTheValidatorsAreFollowedWhereEnoughOfThoseTrustedRemain() {
    var client = fixture.client();
    fixture.chain.add();
    fixture.chain.change(FakeChain.keys(3, 4, 5, 6));
    fixture.chain.add();
    assertThat(client.blocks().get(new Height(3)).height().value()).isEqualTo(3);
    assertThat(client.trustedValidators())
        .isEqualTo(FakeChain.publicKeys(FakeChain.keys(3, 4, 5, 6)));
    // And on from there, to a set that has none of the first.
    fixture.chain.change(FakeChain.keys(5, 6, 7, 8));
    fixture.chain.add();
    assertThat(client.blocks().get(new Height(5)).height().value()).isEqualTo(5);
    // Blocks of all sets before still verify.
    for (var height = 1; height <= 5; height++) {
      assertThat(client.blocks().get(new Height(height)).height().value()).isEqualTo(height);
    }
  }

  @Test
  void aChangeIsFollowedAtOnceWhenTheBlockThatBringsItIsSeen() {
    var client = fixture.client();
    fixture.chain.change(FakeChain.keys(11, 12, 13, 14));
    // The trusted validators sign this block themselves, and its state proves who comes next.
    assertThat(client.blocks().status().height().value()).isEqualTo(1);
    fixture.chain.add();
    assertThat(client.blocks().get(new Height(2)).height().value()).isEqualTo(2);
    assertThat(client.trustedValidators())
        .isEqualTo(FakeChain.publicKeys(FakeChain.keys(11, 12, 13, 14)));
  }

  @Test
  void aClientThatWasAwayForManyChangesFollowsThemOneByOne() {
    for (var root :
        List.of(
            Trust.validators(FakeChain.publicKeys(VALIDATORS)),
            Trust.genesis(fixture.chain.genesis()))) {
      var client = fixture.client(root);
      for (var i = 1; i <= 5; i++) {
        fixture.chain.change(FakeChain.keys(10 * i + 1, 10 * i + 2, 10 * i + 3, 10 * i + 4));
        fixture.chain.add();
      }
      var last = fixture.chain.last().header();
      assertThat(client.blocks().get(last.height()).header()).isEqualTo(last);
      assertThat(client.trustedValidators())
          .isEqualTo(FakeChain.publicKeys(FakeChain.keys(51, 52, 53, 54)));
      fixture.chain.change(VALIDATORS);
    }
  }

  @Test
  void aChangeThatTheTrustedDidNotCertifyIsNotFollowed() {
    var client = fixture.client();
    fixture.chain.change(FakeChain.keys(1, 12, 13, 14));
    fixture.chain.add();
    var forged = forged();
    for (var node : fixture.nodes) {
      node.histories = honest -> honest.toBuilder().removeConfigs(1).build();
    }
    assertLie(() -> client.blocks().get(new Height(2)), Reason.WRONG_AUTHOR);
    for (var node : fixture.nodes) {
      node.histories = honest -> honest.toBuilder().setConfigs(1, change(forged)).build();
    }
    assertLie(() -> client.blocks().get(new Height(2)), Reason.WRONG_AUTHOR);
    for (var node : fixture.nodes) {
      node.histories =
          honest -> honest.toBuilder().setConfigs(1, otherConfig(honest.getConfigs(1))).build();
    }
    assertLie(() -> client.blocks().get(new Height(2)), Reason.WRONG_HASH);
    assertThat(client.trustedValidators()).isEqualTo(FakeChain.publicKeys(VALIDATORS));
  }

  @Test
  void nobodyGoesBackToFormerValidators() {
    var client = fixture.client();
    fixture.chain.change(FakeChain.keys(11, 12, 13, 14));
    fixture.chain.change(VALIDATORS);
    fixture.chain.change(FakeChain.keys(21, 22, 23, 24));
    fixture.chain.add();
    client.blocks().get(new Height(4));
    fixture.chain.change(VALIDATORS);
    fixture.chain.add();
    client.blocks().get(new Height(6));
    // The history up to the first change is certified by validators that are trusted again.
    for (var node : fixture.nodes) {
      node.histories =
          honest ->
              ListConsensusConfigsResponse.newBuilder()
                  .addConfigs(honest.getConfigs(0))
                  .addConfigs(honest.getConfigs(1))
                  .build();
    }
    var former = fixture.chain.get(6);
    for (var node : fixture.nodes) {
      node.blocks =
          block ->
              block.toBuilder()
                  .clearPrecommits()
                  .addAllPrecommits(
                      FakeChain.sign(former.header(), 1, FakeChain.keys(11, 12, 13, 14), 0, 1, 2))
                  .build();
    }
    assertLie(() -> client.blocks().get(new Height(6)), Reason.WRONG_AUTHOR);
    assertThat(client.trustedValidators()).isEqualTo(FakeChain.publicKeys(VALIDATORS));
  }

  private static ProvenConsensusConfig change(FakeChain chain) {
    var entry = chain.change(FakeChain.keys(1, 12, 13, 14));
    return ProvenConsensusConfig.newBuilder()
        .setConfig(Canonical.toWire(entry.config()))
        .setProof(
            ProofMessages.toWire(new IndexProof(entry.proof(), entry.index(Verifier.CONFIG_INDEX))))
        .build();
  }

  private static ProvenConsensusConfig otherConfig(ProvenConsensusConfig honest) {
    return honest.toBuilder()
        .setConfig(Canonical.toWire(FakeChain.config(FakeChain.keys(9))))
        .build();
  }

  @Test
  void formerValidatorsCannotSignBlocksAfterTheirTime() {
    var client = fixture.client();
    fixture.chain.change(FakeChain.keys(3, 4, 5, 6));
    fixture.chain.add();
    client.blocks().get(new Height(2));
    fixture.chain.add();
    for (var node : fixture.nodes) {
      node.blocks =
          block ->
              block.toBuilder()
                  .clearPrecommits()
                  .addAllPrecommits(
                      FakeChain.sign(Canonical.fromWire(block.getHeader()), 1, VALIDATORS, 1, 2, 3))
                  .build();
    }
    assertLie(() -> client.blocks().get(new Height(3)), Reason.WRONG_AUTHOR);
  }

  @Test
  void theNameOfTheNetworkIsEnoughWithOneHonestNode() {
    fixture.chain.add();
    for (var liar : List.of(0, 1, 2)) {
      fixture.node(liar).histories =
          honest ->
              ListConsensusConfigsResponse.newBuilder()
                  .addConfigs(otherConfig(honest.getConfigs(0)))
                  .build();
    }
    var client = fixture.client(Trust.genesis(fixture.chain.genesis()));
    assertThat(client.blocks().get(new Height(1)).height().value()).isEqualTo(1);
    assertThat(client.trustedValidators()).isEqualTo(FakeChain.publicKeys(VALIDATORS));
  }

  @Test
  void aFreshNetworkIsKnownByItsGenesisAlone() {
    var client = fixture.client(Trust.genesis(fixture.chain.genesis()));
    assertThat(client.blocks().status().height()).isEqualTo(Height.GENESIS);
    assertThat(client.trustedValidators()).isEqualTo(FakeChain.publicKeys(VALIDATORS));
  }

  @Test
  void anotherNetworkIsRefused() {
    fixture.chain.add();
    assertLie(
        () -> fixture.client(Trust.genesis(Hash.ZERO)).blocks().get(new Height(1)),
        Reason.WRONG_HASH);
  }

  @Test
  void oneNodeAloneCannotNameTheValidatorsOfAFirstContact() throws InterruptedException {
    fixture.chain.add();
    try (var forger = new FakeNode(forged());
        var honest = new FakeNode(fixture.chain)) {
      var client =
          SupervisorClient.builder()
              .trust(Trust.firstUse())
              .channel("forger", forger.channel())
              .channel("honest", honest.channel())
              .build();
      try (client) {
        assertThatThrownBy(() -> client.blocks().get(new Height(1)))
            .isInstanceOf(UnverifiedException.class)
            .hasMessageContaining("the nodes do not agree");
      }
    }
  }

  private static FakeChain forged() {
    var chain = new FakeChain(FakeChain.keys(21, 22, 23, 24));
    chain.add();
    return chain;
  }

  @Test
  void aClientWithoutTrustIsNotMade() {
    assertThatThrownBy(() -> SupervisorClient.builder().endpoints("localhost:1").build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("trust");
  }
}
