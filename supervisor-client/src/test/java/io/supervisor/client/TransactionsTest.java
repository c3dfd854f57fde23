package io.supervisor.client;

import static io.supervisor.client.BlocksTest.assertLie;
import static io.supervisor.client.ClientFixture.TIMEOUT;
import static io.supervisor.client.ClientFixture.transaction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.supervisor.api.Hash;
import io.supervisor.api.proof.ProofError.Reason;
import io.supervisor.api.proof.ProofMessages;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TransactionsTest {
  private final ClientFixture fixture = new ClientFixture(2);

  @AfterEach
  void close() throws InterruptedException {
    fixture.close();
  }

  @Test
  void aTransactionIsSubmittedAndItsCommitVerified() {
    var committed =
        fixture.client().transactions().submitAndWait(transaction(1), TIMEOUT).orElseThrow();
    assertThat(committed.hash()).isEqualTo(transaction(1).hash());
    assertThat(committed.location().height().value()).isEqualTo(1);
    assertThat(committed.isSuccess()).isTrue();
  }

  @Test
  void aFailedTransactionThrowsItsProvenErrorWithTheDescription() {
    fixture.nodes.forEach(node -> node.failsWhatIsSubmitted = true);
    var committed = fixture.client().transactions().submitAndWait(transaction(1), TIMEOUT);
    assertThat(committed.isSuccess()).isFalse();
    assertThatThrownBy(committed::orElseThrow)
        .isInstanceOf(TransactionFailedException.class)
        .hasMessageContaining("service:7, no money");
  }

  @Test
  void aFailureCannotBeHidden() {
    fixture.chain.addFailed(transaction(1));
    var succeeded = fixture.chain.add(transaction(2));
    for (var node : fixture.nodes) {
      // A proof of success, but of another block.
      node.outcomes =
          honest ->
              honest.toBuilder()
                  .setProof(
                      honest.getProof().toBuilder()
                          .setCallProof(ProofMessages.toWire(succeeded.call(0))))
                  .build();
    }
    assertLie(() -> await(transaction(1).hash()), Reason.WRONG_HASH);
  }

  @Test
  void aSuccessCannotBeCalledAFailure() {
    fixture.chain.add(transaction(1));
    for (var node : fixture.nodes) {
      node.commits =
          honest ->
              honest.toBuilder()
                  .setStatus(
                      honest.getStatus().toBuilder()
                          .setError(io.supervisor.api.crypto.Canonical.toWire(FakeChain.ERROR)))
                  .build();
    }
    assertThat(await(transaction(1).hash()).isSuccess()).isTrue();
  }

  @Test
  void aCommitWithAnotherProofIsRefused() {
    fixture.chain.add(transaction(1));
    var other = fixture.chain.add(transaction(2), transaction(3));
    for (var node : fixture.nodes) {
      node.commits =
          honest -> honest.toBuilder().setProof(ProofMessages.toWire(other.location(1))).build();
    }
    assertLie(() -> await(transaction(1).hash()), Reason.WRONG_HASH);
    for (var node : fixture.nodes) {
      node.commits =
          honest ->
              honest.toBuilder()
                  .setProof(ProofMessages.toWire(other.location(1)))
                  .setBlockProof(ProofMessages.toWire(other.proof()))
                  .build();
    }
    assertLie(() -> await(transaction(1).hash()), Reason.NOT_ABOUT);
  }

  @Test
  void aCommitInABlockThatNobodySignedIsRefused() {
    fixture.chain.add(transaction(1));
    for (var node : fixture.nodes) {
      node.commits =
          honest ->
              honest.toBuilder()
                  .setBlockProof(honest.getBlockProof().toBuilder().clearPrecommits())
                  .build();
    }
    assertLie(() -> await(transaction(1).hash()), Reason.PRECOMMIT_COUNT);
  }

  @Test
  void whatOneNodeSwallowsIsHandedToAnother() {
    fixture.node(0).commitsWhatIsSubmitted = false;
    var committed = fixture.client().transactions().submitAndWait(transaction(1), TIMEOUT);
    assertThat(committed.isSuccess()).isTrue();
    // More often than once if a node takes longer for its answer than it has.
    assertThat(fixture.node(0).submissions.get()).isPositive();
    assertThat(fixture.node(1).submissions.get()).isPositive();
  }

  @Test
  void aNodeThatDiesIsReplacedByAnother() {
    fixture.node(0).kill();
    var client = fixture.client();
    for (var i = 0; i < 3; i++) {
      assertThat(client.transactions().submitAndWait(transaction(i), TIMEOUT).isSuccess()).isTrue();
    }
  }

  @Test
  void aCommitIsNotMissedThoughTheStreamBreaksBeforeItIsTold() {
    fixture.node(0).watchBreaks =
        () -> {
          if (fixture.chain.height() == 0) {
            fixture.chain.add(transaction(1));
          }
          return true;
        };
    assertThat(await(transaction(1).hash()).location().height().value()).isEqualTo(1);
    assertThat(fixture.node(0).calls.get()).isPositive();
  }

  @Test
  void aWaitGoesOnWhileStreamsBreakAgainAndAgain() {
    var left = new AtomicInteger(7);
    fixture.nodes.forEach(node -> node.watchBreaks = () -> left.getAndDecrement() > 0);
    fixture.chain.add(transaction(1));
    assertThat(await(transaction(1).hash()).isSuccess()).isTrue();
    assertThat(left.get()).isNegative();
  }

  @Test
  void whatIsSubmittedAgainAfterABrokenStreamIsCommittedOnce() {
    fixture.node(0).watchBreaks = () -> true;
    var committed = fixture.client().transactions().submitAndWait(transaction(1), TIMEOUT);
    assertThat(committed.location().height().value()).isEqualTo(1);
    assertThat(fixture.node(1).submissions.get()).isPositive();
    assertThat(fixture.chain.height()).isEqualTo(1);
  }

  @Test
  void withoutAnyNodeTheErrorSaysSo() {
    fixture.nodes.forEach(FakeNode::kill);
    assertThatThrownBy(() ->
            fixture.client().transactions().submitAndWait(transaction(1), Duration.ofSeconds(2)))
        .isInstanceOf(NotConnectedException.class);
  }

  @Test
  void whatIsNotCommittedInTimeIsNamed() {
    fixture.nodes.forEach(node -> node.commitsWhatIsSubmitted = false);
    assertThatThrownBy(() ->
            fixture.client().transactions().submitAndWait(transaction(1), Duration.ofMillis(700)))
        .isInstanceOfSatisfying(
            TimedOutException.class,
            e -> assertThat(e.transaction()).contains(transaction(1).hash()));
  }

  @Test
  void refusalsAreToldApart() {
    fixture.nodes.forEach(node -> node.refusal = Status.FAILED_PRECONDITION);
    assertThatThrownBy(() -> fixture.client().transactions().submit(transaction(1)))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e -> {
              assertThat(e.reason()).isEqualTo("TRANSACTION_REFUSED");
              assertThat(e.details()).containsEntry("code", "6");
            });
    fixture.nodes.forEach(node -> node.refusal = Status.RESOURCE_EXHAUSTED);
    assertThatThrownBy(() -> fixture.client().transactions().submit(transaction(1)))
        .isInstanceOf(OverloadedException.class);
    fixture.nodes.forEach(node -> node.refusal = Status.INVALID_ARGUMENT);
    assertThatThrownBy(() -> fixture.client().transactions().submit(transaction(1)))
        .isInstanceOf(InvalidRequestException.class);
  }

  @Test
  void aBusyNodeIsLeftForAnother() {
    fixture.node(0).refusal = Status.RESOURCE_EXHAUSTED;
    assertThat(fixture.client().transactions().submit(transaction(1)))
        .isEqualTo(transaction(1).hash());
  }

  @Test
  void manyTransactionsHaveAnOutcomeEach() {
    var outcomes =
        fixture.client().transactions().submitAll(List.of(transaction(1), transaction(2)));
    assertThat(outcomes)
        .containsExactly(
            new SubmitOutcome.Accepted(transaction(1).hash()),
            new SubmitOutcome.Accepted(transaction(2).hash()));
  }

  @Test
  void transactionsAreFoundByHashAndVerified() {
    fixture.chain.add(transaction(1));
    var client = fixture.client();
    assertThat(client.transactions().find(transaction(1).hash()).orElseThrow())
        .isInstanceOfSatisfying(
            TransactionState.Committed.class,
            state -> {
              assertThat(state.transaction()).isEqualTo(transaction(1));
              assertThat(state.committed().isSuccess()).isTrue();
            });
    assertThat(client.transactions().find(Hash.ZERO)).isEmpty();
  }

  private CommittedTransaction await(Hash hash) {
    return fixture.client().transactions().awaitCommit(hash, TIMEOUT);
  }
}
