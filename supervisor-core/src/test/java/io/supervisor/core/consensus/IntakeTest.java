package io.supervisor.core.consensus;

import static io.supervisor.core.consensus.Fixture.key;
import static io.supervisor.core.consensus.Fixture.precommit;
import static io.supervisor.core.consensus.Fixture.prevote;
import static io.supervisor.core.consensus.Fixture.propose;
import static io.supervisor.core.consensus.Fixture.sign;
import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.ValidatorId;
import io.supervisor.core.consensus.message.Precommit;
import io.supervisor.core.consensus.message.Prevote;
import io.supervisor.core.consensus.message.Propose;
import io.supervisor.core.consensus.message.Verified;
import io.supervisor.core.consensus.vote.Evidence;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is let in, what is kept of it, and who is blamed. */
class IntakeTest {
  private final Actor node = new Actor(1, 4);

  @Test
  void aVoteCountsOnlyWithTheKeyOfItsValidator() {
    var proposal = propose(2, 1, "a");
    node.hears(proposal);
    // One peer, an auditor too, casts the votes of all (H1).
    for (int id : new int[] {0, 2, 3}) {
      var vote = prevote(id, 1, proposal).message();
      node.in(new Input.MessageReceived(key(9), sign(vote, key(9))));
      var commit = precommit(id, 1, proposal).message();
      node.in(new Input.MessageReceived(key(9), sign(commit, key(9))));
    }
    assertThat(node.locks()).isEmpty();
    assertThat(node.decisions).isEmpty();
  }

  @Test
  void aVoteOfOursThatWeDidNotSignBindsNobody() {
    var forged = prevote(1, 1, propose(2, 1, "z")).message();
    node.in(new Input.MessageReceived(key(0), sign(forged, key(0))));
    var proposal = propose(2, 1, "a");
    node.hears(proposal);
    assertThat(node.prevote(1)).isPresent();
  }

  @Test
  void aValidatorBeyondTheListIsIgnored() {
    for (int id : new int[] {4, 255, 65_535}) {
      node.hears(sign(prevote(3, 1, Fixture.hash("a"), 0).message(), key(id)));
      var vote =
          new Precommit(
              new ValidatorId(id),
              Fixture.EPOCH,
              1,
              Fixture.hash("a"),
              Fixture.hash("b"),
              Fixture.TIME);
      node.hears(sign(vote, key(id % 4)));
    }
    assertThat(node.did(Effect.RequestProposal.class)).isEmpty();
    assertThat(node.timer(Timer.Kind.REQUESTS)).isEmpty();
  }

  @Test
  void aProposalOfAnyoneButTheLeaderOrOnAnotherBlockIsIgnored() {
    node.hears(propose(3, 1, "a"));
    var elsewhere =
        new Propose(
            new ValidatorId(2), Fixture.EPOCH, 1, Fixture.hash("another parent"), List.of());
    node.hears(sign(elsewhere));
    assertThat(node.did(Effect.CheckProposal.class)).isEmpty();
  }

  @Test
  void aTransactionListedTwiceIsNeverVotedFor() {
    node.hears(propose(2, 1, "a", "b", "a"));
    assertThat(node.prevote(1)).isEmpty();
    assertThat(node.did(Effect.CheckProposal.class)).isEmpty();
  }

  @Test
  void aProposalAboveTheLimitIsNeverVotedFor() {
    int limit = Fixture.config(4).blockTransactionsMax();
    var over = IntStream.range(0, limit + 1).mapToObj(i -> "t" + i).toArray(String[]::new);
    node.hears(propose(2, 1, over));
    assertThat(node.prevote(1)).isEmpty();

    var full = IntStream.range(0, limit).mapToObj(i -> "t" + i).toArray(String[]::new);
    var other = new Actor(1, 4);
    other.hears(propose(2, 1, full));
    assertThat(other.prevote(1)).isPresent();
  }

  @Test
  void aSecondProposalOfARoundIsEvidenceAndNotKept() {
    var first = propose(2, 1, "a");
    var second = propose(2, 1, "b");
    node.hears(first, second, propose(2, 1, "c"));
    assertThat(node.did(Effect.ReportEvidence.class))
        .extracting(Effect.ReportEvidence::evidence)
        .containsExactly(new Evidence(first, second));
    assertThat(node.did(Effect.CheckProposal.class)).hasSize(1);
  }

  @Test
  void aSecondProposalIsTakenWhenVotesNameIt() {
    var second = propose(2, 1, "b");
    node.hears(propose(2, 1, "a"), prevote(0, 1, second), second);
    assertThat(node.did(Effect.CheckProposal.class)).hasSize(2);
  }

  @Test
  void conflictingVotesAreEvidenceOnceAndCountForTheFirstOnly() {
    var a = propose(2, 1, "a");
    node.hears(a, prevote(0, 1, a));
    for (int other = 0; other < 50; other++) {
      node.hears(prevote(2, 1, Fixture.hash("other " + other), 0));
    }
    assertThat(node.did(Effect.ReportEvidence.class)).hasSize(1);
    assertThat(node.did(Effect.ReportEvidence.class).getFirst().evidence().offender())
        .isEqualTo(key(2));
    node.hears(prevote(3, 1, a));
    assertThat(node.locks()).hasSize(1);
  }

  @Test
  void aPrecommitWithAnotherTimeIsNoOffence() {
    var a = propose(2, 1, "a");
    var vote = precommit(0, 1, a);
    var message = vote.message();
    var later =
        new Precommit(
            message.validator(),
            message.epoch(),
            1,
            message.proposeHash(),
            message.blockHash(),
            Fixture.TIME.plusSeconds(5));
    node.hears(vote, sign(later));
    assertThat(node.did(Effect.ReportEvidence.class)).isEmpty();
  }

  @Test
  void aPrecommitForAnotherBlockIsEvidence() {
    var a = propose(2, 1, "a");
    node.hears(precommit(0, 1, a), precommit(0, 1, a.hash(), Fixture.hash("x")));
    assertThat(node.did(Effect.ReportEvidence.class)).hasSize(1);
  }

  @Test
  void roundsFarAheadAreNotKept() {
    for (int round = 1; round <= 1_000; round++) {
      node.hears(prevote(0, round, Fixture.hash("p" + round), 0));
    }
    node.nowMs += Requests.GRACE_MS;
    node.fires(Timer.Kind.REQUESTS);
    assertThat(node.did(Effect.RequestProposal.class))
        .as("what is asked for shows what is kept")
        .hasSize(1 + EpochRun.ROUNDS_AHEAD_MAX);
  }

  @Test
  void otherEpochsAreNotKeptButTheFirstRoundsOfTheNext() {
    for (long epoch = 3; epoch < 40; epoch++) {
      node.hears(voteOf(3, epoch, 1));
    }
    for (int round = 1; round <= 100; round++) {
      node.hears(voteOf(3, 2, round));
    }
    for (int newcomer = 10; newcomer < 100; newcomer++) {
      node.hears(sign(voteOf(0, 2, 1).message(), key(newcomer)));
    }
    int before = node.did(Effect.RequestProposal.class).size();
    var next =
        new EpochStart(
            new Height(2), Fixture.hash("block"), Fixture.config(4), false, Optional.empty());
    node.in(new Input.EpochBegan(next));
    node.nowMs += Requests.GRACE_MS;
    node.fires(Timer.Kind.REQUESTS);
    assertThat(node.did(Effect.RequestProposal.class))
        .as("votes of validator 3 in rounds 1 and 2")
        .hasSize(before + NextEpochMessages.ROUNDS_MAX);
  }

  @Test
  void whoIsRemovedFromTheListHasNoVoteInTheNextEpoch() {
    node.hears(voteOf(3, 2, 1), voteOf(2, 2, 1));
    var three =
        new EpochStart(
            new Height(2), Fixture.hash("block"), Fixture.config(3), false, Optional.empty());
    node.in(new Input.EpochBegan(three));
    node.nowMs += Requests.GRACE_MS;
    node.fires(Timer.Kind.REQUESTS);
    assertThat(node.did(Effect.RequestProposal.class))
        .extracting(Effect.RequestProposal::peer)
        .containsExactly(key(2));
  }

  @Test
  void aProposalBeforeItsTransactionsIsVotedForWhenTheyAreThere() {
    var proposal = propose(2, 1, "a");
    node.verdict = new Input.Verdict.Incomplete(List.of(Fixture.hash("a")));
    node.hears(proposal);
    assertThat(node.prevote(1)).isEmpty();
    node.nowMs += Requests.GRACE_MS;
    node.fires(Timer.Kind.REQUESTS);
    assertThat(node.did(Effect.RequestTransactions.class))
        .containsExactly(
            new Effect.RequestTransactions(key(2), proposal.hash(), List.of(Fixture.hash("a"))));
    node.in(new Input.ProposalChecked(proposal.hash(), new Input.Verdict.Valid()));
    assertThat(node.prevote(1)).isPresent();
  }

  private static Verified<Prevote> voteOf(int validator, long epoch, int round) {
    Hash hash = Fixture.hash("proposal of " + epoch + " " + round);
    return sign(new Prevote(new ValidatorId(validator), new Height(epoch), round, hash, 0));
  }
}
