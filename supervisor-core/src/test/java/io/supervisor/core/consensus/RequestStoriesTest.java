package io.supervisor.core.consensus;

import static io.supervisor.core.consensus.Fixture.key;
import static io.supervisor.core.consensus.Fixture.precommit;
import static io.supervisor.core.consensus.Fixture.prevote;
import static io.supervisor.core.consensus.Fixture.proof;
import static io.supervisor.core.consensus.Fixture.propose;
import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.Height;
import org.junit.jupiter.api.Test;

/** Asking for what is missing, and answering. */
class RequestStoriesTest {
  private final Actor node = new Actor(1, 4);

  @Test
  void whatComesWithinTheGraceCostsNoRequest() {
    var first = propose(2, 1, "a");
    node.hears(prevote(0, 1, first), first);
    node.nowMs += 10 * Requests.RETRY_MS;
    node.in(new Input.WorkChanged(true));
    assertThat(node.did(Effect.RequestProposal.class)).isEmpty();
  }

  @Test
  void everyVoterIsAskedInTurnWithoutEnd() {
    var first = propose(2, 1, "a");
    node.hears(prevote(0, 1, first), prevote(3, 1, first));
    for (int i = 0; i < 40; i++) {
      node.fires(Timer.Kind.REQUESTS);
      // Hearing of it again does not disturb the turn.
      node.hears(proof(1, first, 0, 2, 3));
    }
    for (int id : new int[] {0, 2, 3}) {
      assertThat(node.did(Effect.RequestProposal.class))
          .filteredOn(request -> request.peer().equals(key(id)))
          .hasSizeGreaterThanOrEqualTo(10);
    }
  }

  @Test
  void requestsForOneThingBecomeRare() {
    node.hears(prevote(0, 1, Fixture.hash("invented"), 0));
    long begin = node.nowMs;
    while (node.nowMs < begin + 60_000) {
      node.fires(Timer.Kind.REQUESTS);
    }
    assertThat(node.did(Effect.RequestProposal.class)).hasSizeBetween(30, 60);
  }

  @Test
  void aVoteThatTellsOfAProofMakesUsAskForIt() {
    var first = propose(2, 1, "a");
    node.hears(first).ceiling();
    node.hears(prevote(0, 2, first.hash(), 1));
    node.fires(Timer.Kind.REQUESTS);
    assertThat(node.did(Effect.RequestProofOfLock.class))
        .containsExactly(new Effect.RequestProofOfLock(key(0), Fixture.EPOCH, 1, first.hash()));
    node.hears(proof(1, first, 0, 2, 3));
    assertThat(node.locks()).hasSize(1);
    node.nowMs += Requests.RETRY_MAX_MS;
    node.in(new Input.WorkChanged(true));
    assertThat(node.did(Effect.RequestProofOfLock.class)).hasSize(1);
  }

  @Test
  void aPrecommitAboveOurLockMakesUsAskForItsProof() {
    var first = propose(2, 1, "a");
    node.hears(first, precommit(0, 1, first));
    node.fires(Timer.Kind.REQUESTS);
    assertThat(node.did(Effect.RequestProofOfLock.class)).hasSize(1);
  }

  @Test
  void aProposalIsGivenToWhoAsksForIt() {
    var first = propose(2, 1, "a");
    node.hears(first);
    node.in(new Input.ProposalRequested(key(3), Fixture.EPOCH, first.hash()));
    node.in(new Input.ProposalRequested(key(3), Fixture.EPOCH, Fixture.hash("unknown")));
    node.in(new Input.ProposalRequested(key(3), new Height(Long.MAX_VALUE), first.hash()));
    assertThat(node.did(Effect.Send.class)).containsExactly(new Effect.Send(key(3), first));
  }

  @Test
  void aProofIsGivenWholeAndAHigherOneWillDo() {
    var first = propose(2, 1, "a");
    node.hears(first).hears(proof(1, first, 0, 1, 2)).ceiling();
    node.hears(prevote(0, 2, first), prevote(3, 2, first));
    node.in(new Input.ProofOfLockRequested(key(3), Fixture.EPOCH, 1, first.hash()));
    assertThat(node.did(Effect.SendProofOfLock.class))
        .extracting(sent -> sent.proof().round())
        .containsExactly(2);
    // Anything may stand in a request (H9: there are no bit vectors to be too short).
    for (int round : new int[] {Integer.MIN_VALUE, -1, 0, 3, Integer.MAX_VALUE}) {
      node.in(new Input.ProofOfLockRequested(key(9), Fixture.EPOCH, round, Fixture.hash("x")));
    }
  }
}
