package io.supervisor.client;

import static io.supervisor.client.BlocksTest.assertLie;
import static io.supervisor.client.ClientFixture.VALIDATORS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.proof.ProofError.Reason;
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
    assertThatThrownBy(() -> client.blocks().get(new Height(2)))
        .isInstanceOf(UnverifiedException.class);
  }

  @Test
  void aSetWithTooFewOfThoseTrustedIsNotFollowed() {
    var client = fixture.client();
    fixture.chain.change(FakeChain.keys(1, 12, 13, 14));
    fixture.chain.add();
    assertLie(() -> client.blocks().get(new Height(2)), Reason.WRONG_AUTHOR);
    assertThat(client.trustedValidators()).isEqualTo(FakeChain.publicKeys(VALIDATORS));
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
  void theNameOfTheNetworkIsEnoughWhenEnoughNodesAgree() {
    fixture.chain.add();
    fixture.node(3).statuses = lie -> lie.toBuilder().clearConfigProof().build();
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
            .hasMessageContaining("too few nodes agree");
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
