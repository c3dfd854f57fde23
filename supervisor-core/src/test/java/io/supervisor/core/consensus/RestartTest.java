package io.supervisor.core.consensus;

import static io.supervisor.core.consensus.Fixture.prevote;
import static io.supervisor.core.consensus.Fixture.proof;
import static io.supervisor.core.consensus.Fixture.propose;
import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.Height;
import io.supervisor.core.consensus.message.Message;
import io.supervisor.core.consensus.message.Propose;
import io.supervisor.core.consensus.round.RoundRules;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a node does after a crash, from its journal alone. */
class RestartTest {
  private final Actor node = new Actor(1, 4);

  @Test
  void allItSaidIsSaidAgainByteForByte() {
    var first = propose(2, 1, "a");
    node.hears(first).hears(proof(1, first, 0, 1, 2)).ceiling();
    var said = node.said(Message.class);
    node.restart(node.journal());
    assertThat(node.did(Effect.Broadcast.class))
        .extracting(Effect.Broadcast::message)
        .containsExactlyElementsOf(List.copyOf(said));
    assertThat(node.said(Message.class)).as("nothing new is signed").isEqualTo(said);
  }

  @Test
  void aVoteOnDiskForbidsAnotherInItsRound() {
    node.hears(propose(2, 1, "a"));
    node.restart(node.journal());
    node.hears(propose(2, 1, "b"));
    assertThat(node.said(Message.class)).hasSize(1);
  }

  @Test
  void aProposalOnDiskForbidsAnotherInItsRound() {
    var leader = new Actor(2, 4);
    leader.fires(Timer.Kind.PROPOSE);
    var proposal = leader.proposal(1);
    // The crash came between the proposal and its vote.
    leader.restart(new Restored(0, List.of(proposal), List.of(), Optional.empty()));
    leader.pool = List.of(Fixture.hash("new"));
    leader.in(new Input.WorkChanged(true));
    assertThat(leader.said(Propose.class)).containsExactly(proposal);
  }

  @Test
  void aLeaderThatSaidNothingYetProposes() {
    var leader = new Actor(2, 4);
    leader.restart(Restored.nothing());
    leader.fires(Timer.Kind.PROPOSE);
    assertThat(leader.said(Propose.class)).hasSize(1);
  }

  @Test
  void itGoesOnInTheRoundItWasIn() {
    node.ceiling().ceiling();
    node.restart(node.journal());
    node.ceiling();
    assertThat(node.did(Effect.RecordRound.class))
        .extracting(Effect.RecordRound::round)
        .containsExactly(4);
  }

  @Test
  void aLockWithoutItsPrecommitIsPrecommittedNow() {
    var first = propose(2, 1, "a");
    var own = prevote(1, 1, first);
    node.restart(
        new Restored(1, List.of(own), List.of(first), Optional.of(proof(1, first, 0, 1, 2))));
    assertThat(node.precommit(1)).isPresent();
  }

  @Test
  void recordsOfAnotherEpochMeanNothing() {
    var first = propose(2, 1, "a");
    node.hears(first).hears(proof(1, first, 0, 1, 2)).ceiling().ceiling();
    var next =
        new EpochStart(
            new Height(2), Fixture.hash("b"), Fixture.config(4), false, Optional.empty());
    var later = new Actor(Fixture.key(1), next, new RoundRules());
    var journal = node.journal();
    later.restart(new Restored(0, journal.own(), journal.proposals(), journal.lock()));
    assertThat(later.did(Effect.Broadcast.class)).isEmpty();
    assertThat(later.did(Effect.Execute.class)).isEmpty();
    later.ceiling();
    assertThat(later.did(Effect.RecordRound.class))
        .extracting(Effect.RecordRound::round)
        .containsExactly(2);
  }

  @Test
  void aVoteThatOnlyPeersRememberForbidsAnotherToo() {
    var forgotten = prevote(1, 1, propose(2, 1, "a"));
    node.restart(Restored.nothing());
    node.in(new Input.MessageReceived(Fixture.key(0), forgotten));
    node.hears(propose(2, 1, "b"));
    assertThat(node.said(Message.class)).isEmpty();
    assertThat(node.did(Effect.ReportEvidence.class)).isEmpty();
  }

  @Test
  void aSingleValidatorDecidesWhatItHadPrecommitted() {
    var alone = new Actor(0, 1);
    alone.fires(Timer.Kind.PROPOSE);
    var decided = alone.decisions.getFirst();
    alone.restart(alone.journal());
    assertThat(alone.decisions.getLast()).isEqualTo(decided);
    assertThat(alone.decisions).hasSize(2);
  }

  @Test
  void aPeerThatComesBackHearsWhatItMissed() {
    var first = propose(2, 1, "a");
    node.hears(first).hears(proof(1, first, 0, 1, 2));
    node.in(new Input.PeerConnected(Fixture.key(3)));
    assertThat(node.did(Effect.Send.class))
        .extracting(Effect.Send::message)
        .containsExactlyElementsOf(List.copyOf(node.said(Message.class)));
    assertThat(node.did(Effect.SendProofOfLock.class)).hasSize(1);
  }
}
