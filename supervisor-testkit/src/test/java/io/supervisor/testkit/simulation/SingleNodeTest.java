package io.supervisor.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.supervisor.api.Height;
import io.supervisor.api.InstanceId;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.core.journal.BlockRecord;
import io.supervisor.core.pool.PoolAnswer;
import io.supervisor.core.replica.PeerInput;
import io.supervisor.core.replica.ReplicaEffect;
import io.supervisor.core.replica.ReplicaInput;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A chain of one validator, seen from outside. */
class SingleNodeTest {
  private static final FakeSigner CLIENT = new FakeSigner("client");
  private static final FakeSigner PEER = new FakeSigner("peer");

  private final FakeSigner signer = new FakeSigner("only one");
  private final Dice dice = new Dice(1);
  private final List<ReplicaEffect> effects = new ArrayList<>();
  private final Node node = node();
  private long nowMs;

  @Test
  void aTransactionIsAnsweredThenCommitted() {
    start();
    submit(transaction(1));

    assertThat(answers()).containsExactly(new PoolAnswer.Accepted());
    untilHeight(1);
    assertThat(committed().getFirst().transactionHashes()).containsExactly(transaction(1).hash());
  }

  @Test
  void theSameTransactionTwiceIsKnownThenCommitted() {
    start();
    submit(transaction(1), transaction(1));
    untilHeight(1);
    submit(transaction(1));

    assertThat(answers())
        .containsExactly(
            new PoolAnswer.Accepted(),
            new PoolAnswer.Known(),
            new PoolAnswer.Committed(new Height(1), 0));
  }

  @Test
  void whatTheStateDoesNotAdmitIsRefused() {
    start();
    submit(VerifiedTransaction.sign(new InstanceId(77), 0, new byte[0], CLIENT));

    assertThat(answers())
        .singleElement()
        .isInstanceOfSatisfying(
            PoolAnswer.NotAdmissible.class,
            refused -> assertThat(refused.error().description()).contains("77"));
  }

  @Test
  void aPausedNodeTakesNothingAndMakesNoBlocksUntilItIsResumed() {
    start();
    step(new ReplicaInput.ConsensusEnabled(false));
    submit(transaction(1));
    run(20);

    assertThat(answers()).containsExactly(new PoolAnswer.Paused());
    assertThat(committed()).isEmpty();
    assertThat(node.replica().status().enabled()).isFalse();

    step(new ReplicaInput.ConsensusEnabled(true));
    untilHeight(2);
  }

  @Test
  void aPowerCutAtAnyOperationOfTheDiskLosesNoBlockThatWasAnnounced() {
    start();
    for (int operation = 0; operation < 12; operation++) {
      node.disk.failAt(operation);
      try {
        submit(transaction(operation));
        run(30);
        node.disk.neverFail();
      } catch (SimulatedCrash e) {
        node.powerCut(dice);
        start();
      }
      var announced = committed();
      for (var block : announced) {
        assertThat(node.archive.read(block.height())).contains(block);
      }
      assertThat(node.replica().status().height().value()).isGreaterThanOrEqualTo(announced.size());
    }
    assertThat(committed()).isNotEmpty();
  }

  @Test
  void whatTheNodeFoundOutAloneSurvives() {
    start();
    step(new ReplicaInput.NodeResultFound("deployed/x", ByteString.copyFromUtf8("no")));
    step(new ReplicaInput.NodeResultFound("deployed/x", ByteString.copyFromUtf8("yes")));
    untilHeight(60);
    node.store.takeCheckpoint();
    node.archive.sync();
    step(new ReplicaInput.CheckpointsVerified(new Height(55)));
    node.powerCut(dice);
    start();

    assertThat(node.replica().nodeResults())
        .containsExactly(java.util.Map.entry("deployed/x", ByteString.copyFromUtf8("yes")));
  }

  @Test
  void theJournalShrinksOnceCheckpointsHoldItsBlocks() {
    start();
    untilHeight(80);
    long before = node.replica().status().journalBytes();
    node.store.takeCheckpoint();
    node.archive.sync();
    step(new ReplicaInput.CheckpointsVerified(new Height(80)));

    assertThat(node.replica().status().journalBytes()).isLessThan(before / 2);
    node.powerCut(dice);
    start();
    assertThat(node.replica().status().height().value()).isGreaterThanOrEqualTo(80);
  }

  /** H19, R4: one that asks without end gets what it is allowed, and then nothing. */
  @Test
  void answersStayWithinTheBudgetOfThePeer() {
    start();
    untilHeight(20);
    effects.clear();
    var question = new PeerInput.BlocksRequested(new Height(1), 20);
    var questions = new ArrayList<ReplicaInput>();
    for (int i = 0; i < 20_000; i++) {
      questions.add(new ReplicaInput.Received(PEER.publicKey(), question));
    }
    step(questions.toArray(ReplicaInput[]::new));

    assertThat(answeredBytes()).isBetween(1L << 20, 2L * (8 << 20) + (1 << 20));
  }

  private long answeredBytes() {
    return effects.stream()
        .filter(ReplicaEffect.Send.class::isInstance)
        .mapToLong(effect -> ((ReplicaEffect.Send) effect).message().getSerializedSize())
        .sum();
  }

  private List<PoolAnswer> answers() {
    return effects.stream()
        .flatMap(effect ->
            effect instanceof ReplicaEffect.Answer(long _, var answer)
                ? Stream.of(answer)
                : Stream.empty())
        .toList();
  }

  private List<BlockRecord> committed() {
    return effects.stream()
        .flatMap(effect ->
            effect instanceof ReplicaEffect.Committed(var block, var _, var _)
                ? Stream.of(block)
                : Stream.empty())
        .toList();
  }

  private void start() {
    effects.addAll(node.start(nowMs));
  }

  private void submit(VerifiedTransaction... transactions) {
    step(
        Stream.of(transactions)
            .map(each -> new ReplicaInput.Submitted(0, each))
            .toArray(ReplicaInput[]::new));
  }

  private void step(ReplicaInput... inputs) {
    node.inbox.addAll(List.of(inputs));
    effects.addAll(node.step(nowMs));
  }

  private void run(int steps) {
    for (int i = 0; i < steps; i++) {
      nowMs = Math.max(nowMs, node.replica().wakeAtMs());
      step();
    }
  }

  private void untilHeight(int height) {
    for (int steps = 0; node.replica().status().height().value() < height; steps++) {
      assertThat(steps).isLessThan(100 * height);
      run(1);
    }
  }

  private static VerifiedTransaction transaction(int number) {
    return VerifiedTransaction.sign(
        SimulatedChain.COUNTING, CountingService.COUNT, new byte[] {(byte) number}, CLIENT);
  }

  private Node node() {
    var roster = new Roster(List.of(signer.publicKey()), 1, 0);
    return new Node(
        0,
        signer,
        true,
        NodeParts.SOUND,
        SimulatedChain.machine(roster, Scenario.draw(new Dice(1))),
        new Totals(),
        _ -> {});
  }
}
