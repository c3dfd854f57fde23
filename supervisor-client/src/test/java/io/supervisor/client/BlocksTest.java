package io.supervisor.client;

import static io.supervisor.client.ClientFixture.VALIDATORS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.supervisor.api.BlockHeader;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.ValidatorId;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.crypto.KeyPair;
import io.supervisor.api.proof.ProofError.Reason;
import io.supervisor.api.proof.TreeHash;
import io.supervisor.api.proof.VerifiedBlock;
import io.supervisor.rpc.v1.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BlocksTest {
  private final ClientFixture fixture = new ClientFixture(2);

  @BeforeEach
  void addBlocks() {
    for (var i = 0; i < 5; i++) {
      fixture.chain.add(ClientFixture.transaction(i));
    }
  }

  @AfterEach
  void close() throws InterruptedException {
    fixture.close();
  }

  @Test
  void blocksAreReturnedVerified() {
    var block = fixture.client().blocks().get(new Height(3));
    assertThat(block.header()).isEqualTo(fixture.chain.get(3).header());
    assertThat(block.precommits()).hasSize(3);
  }

  @Test
  void statusNamesTheLastBlockAndTheConfigurationProvenByIt() {
    var status = fixture.client().blocks().status();
    assertThat(status.height()).isEqualTo(new Height(5));
    assertThat(status.config()).isEqualTo(FakeChain.config(VALIDATORS));
    assertThat(status.genesis()).isEqualTo(fixture.chain.genesis());
  }

  @Test
  void aStatusWithAnotherConfigurationIsRefused() {
    for (var node : fixture.nodes) {
      node.statuses =
          honest ->
              honest.toBuilder()
                  .setConsensusConfig(Canonical.toWire(FakeChain.config(FakeChain.keys(9))))
                  .build();
    }
    assertLie(() -> fixture.client().blocks().status(), Reason.WRONG_HASH);
  }

  @Test
  void genesisIsVerifiedByItsHashOrByTheBlockAfterIt() {
    var byNext = fixture.client().blocks().get(Height.GENESIS);
    assertThat(byNext.hash()).isEqualTo(fixture.chain.genesis());
    var trust = Trust.genesis(fixture.chain.genesis());
    assertThat(fixture.client(trust).blocks().get(Height.GENESIS).hash())
        .isEqualTo(fixture.chain.genesis());
    allLie(block ->
        block.getHeight() == 0 ? block.toBuilder().setHeader(other(0, Hash.ZERO)).build() : block);
    assertLie(() -> fixture.client().blocks().get(Height.GENESIS), Reason.WRONG_HASH);
    assertLie(() -> fixture.client(trust).blocks().get(Height.GENESIS), Reason.WRONG_HASH);
  }

  @Test
  void tooFewPrecommitsAreRefused() {
    allLie(block -> block.toBuilder().removePrecommits(0).build());
    assertLie(this::getThree, Reason.PRECOMMIT_COUNT);
  }

  @Test
  void precommitsOfSeveralRoundsAreRefused() {
    var header = fixture.chain.get(3).header();
    var mixed = new ArrayList<>(FakeChain.sign(header, 1, VALIDATORS, 0));
    mixed.addAll(FakeChain.sign(header, 3, VALIDATORS, 1, 2));
    allLie(block -> block.toBuilder().clearPrecommits().addAllPrecommits(mixed).build());
    assertLie(this::getThree, Reason.MIXED_ROUNDS);
  }

  @Test
  void precommitsOfStrangersAreRefused() {
    var strangers = FakeChain.keys(11, 12, 13, 14);
    allLie(block -> signedBy(block, strangers));
    assertLie(this::getThree, Reason.WRONG_AUTHOR);
  }

  @Test
  void anotherHeaderIsRefused() {
    allLie(block -> block.toBuilder().setHeader(other(3, fixture.chain.get(2).hash())).build());
    assertLie(this::getThree, Reason.OTHER_BLOCK);
  }

  @Test
  void anotherBlockOfTheChainIsRefused() {
    allLie(block ->
        block.toBuilder()
            .setHeader(Canonical.toWire(fixture.chain.get(2).header()))
            .clearPrecommits()
            .addAllPrecommits(fixture.chain.get(2).precommits())
            .build());
    assertLie(this::getThree, Reason.NOT_ABOUT);
  }

  @Test
  void aLyingNodeIsLeftForAnHonestOne() {
    fixture.node(0).blocks = block -> block.toBuilder().clearPrecommits().build();
    var client = fixture.client();
    for (var i = 0; i < 6; i++) {
      assertThat(client.blocks().get(new Height(2)).height()).isEqualTo(new Height(2));
    }
    assertThat(fixture.node(0).calls.get()).isPositive();
  }

  @Test
  void aDeadNodeIsLeftForALiveOneAndAllDeadIsAnError() {
    fixture.node(1).kill();
    var client = fixture.client();
    for (var i = 0; i < 4; i++) {
      assertThat(client.blocks().get(new Height(1)).height()).isEqualTo(new Height(1));
    }
    assertThatThrownBy(() -> client.blocks().get(new Height(99)))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void listsAreVerifiedBlockByBlockAndInOrder() {
    var client = fixture.client();
    assertThat(client.blocks().list(new Height(4), 3, false))
        .extracting(block -> block.height().value())
        .containsExactly(4L, 3L, 2L);
    assertThat(client.blocks().list(new Height(2), 10, false)).hasSize(2);
    assertThat(client.blocks().newest(2, false))
        .extracting(block -> block.height().value())
        .containsExactly(5L, 4L);
    allLie(block -> block.getHeight() == 3 ? tampered(block) : block);
    assertLie(() -> client.blocks().list(new Height(4), 3, false), Reason.OTHER_BLOCK);
    allLie(block -> block.getHeight() == 4 ? blockOf(5) : block);
    assertLie(() -> client.blocks().list(new Height(4), 3, false), Reason.NOT_ABOUT);
    allLie(block -> block.getHeight() == 3 ? blockOf(1) : block);
    assertLie(() -> client.blocks().list(new Height(4), 3, false), Reason.NOT_ABOUT);
  }

  private Block tampered(Block block) {
    return block.toBuilder().setHeader(other(block.getHeight(), Hash.ZERO)).build();
  }

  private Block blockOf(long height) {
    var entry = fixture.chain.get(height);
    return Block.newBuilder()
        .setHeader(Canonical.toWire(entry.header()))
        .addAllPrecommits(entry.precommits())
        .build();
  }

  private VerifiedBlock getThree() {
    return fixture.client().blocks().get(new Height(3));
  }

  private void allLie(UnaryOperator<Block> lie) {
    fixture.nodes.forEach(node -> node.blocks = lie);
  }

  private static Block signedBy(Block block, List<KeyPair> signers) {
    var header = Canonical.fromWire(block.getHeader());
    return block.toBuilder()
        .clearPrecommits()
        .addAllPrecommits(FakeChain.sign(header, 1, signers, 0, 1, 2))
        .build();
  }

  private static io.supervisor.wire.Block other(long height, Hash previous) {
    return Canonical.toWire(
        BlockHeader.of(
            new Height(height),
            height,
            new ValidatorId(0),
            0,
            previous,
            TreeHash.EMPTY_LIST,
            Hash.fromHex("01".repeat(32)),
            TreeHash.EMPTY_MAP));
  }

  static void assertLie(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, Reason reason) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            UnverifiedException.class, e -> assertThat(e.error().reason()).isEqualTo(reason));
  }
}
