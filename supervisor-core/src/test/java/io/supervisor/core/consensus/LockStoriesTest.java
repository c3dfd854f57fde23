package io.supervisor.core.consensus;

import static io.supervisor.core.consensus.Fixture.blockHash;
import static io.supervisor.core.consensus.Fixture.precommit;
import static io.supervisor.core.consensus.Fixture.prevote;
import static io.supervisor.core.consensus.Fixture.proof;
import static io.supervisor.core.consensus.Fixture.propose;
import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.Hash;
import io.supervisor.core.consensus.message.Prevote;
import io.supervisor.core.consensus.round.RoundRules;
import io.supervisor.core.consensus.round.RoundState;
import io.supervisor.core.consensus.vote.ProofOfLock;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Locks and votes over several rounds. In epoch 1 of four: 2 leads round 1, 3 round 2, 0 round 3.
 */
class LockStoriesTest {
  private final Actor node = new Actor(1, 4);

  @Test
  void aLockedNodeVotesAgainForItsLockAndTellsTheProof() {
    var first = propose(2, 1, "a");
    node.hears(first).hears(proof(1, first, 0, 1, 2));
    node.ceiling();
    assertThat(node.prevote(2)).contains(prevote(1, 2, first.hash(), 1));
    assertThat(node.did(Effect.BroadcastProofOfLock.class)).hasSize(1);
  }

  @Test
  void aLockedNodeNeverVotesForALateProposalWithoutItsProof() {
    assertThat(votesForALateProposal(new RoundRules())).isFalse();
  }

  @Test
  void withoutTheLockRuleItWould() {
    var unlocked =
        new RoundRules() {
          @Override
          public boolean mayPrevote(RoundState state, int round, Hash proposeHash) {
            return round <= state.round() && !state.prevotes().containsKey(round);
          }
        };
    assertThat(votesForALateProposal(unlocked)).isTrue();
  }

  /** Locked in round 1, jumps over round 2 to round 3; then the proposal of round 2 comes. */
  private static boolean votesForALateProposal(RoundRules rules) {
    var late = new Actor(Fixture.key(1), Fixture.start(4), rules);
    var first = propose(2, 1, "a");
    var second = propose(3, 2, "b");
    late.hears(first).hears(proof(1, first, 0, 1, 2));
    late.hears(prevote(0, 3, first), prevote(2, 3, first));
    late.hears(second);
    return late.said(Prevote.class).stream()
        .anyMatch(vote -> vote.message().proposeHash().equals(second.hash()));
  }

  @Test
  void aHigherProofMovesTheLock() {
    var first = propose(2, 1, "a");
    var second = propose(3, 2, "b");
    node.hears(first).hears(proof(1, first, 0, 1, 2)).ceiling();
    node.hears(second).hears(proof(2, second, 0, 2, 3));
    node.ceiling();
    assertThat(node.prevote(3)).contains(prevote(1, 3, second.hash(), 2));
    assertThat(node.precommit(2))
        .as("its own prevote of round 2 was for the first, and is not later than round 2")
        .isPresent();
  }

  @Test
  void aLowerProofDoesNot() {
    var first = propose(2, 1, "a");
    var second = propose(3, 2, "b");
    node.hears(second).ceiling();
    node.hears(proof(2, second, 0, 2, 3));
    node.hears(first).hears(proof(1, first, 0, 2, 3));
    assertThat(node.locks()).extracting(lock -> lock.round()).containsExactly(2);
  }

  @Test
  void aProofWaitsForItsProposal() {
    var first = propose(2, 1, "a");
    node.hears(proof(1, first, 0, 2, 3));
    assertThat(node.locks()).isEmpty();
    node.hears(first);
    assertThat(node.locks()).hasSize(1);
    assertThat(node.precommit(1)).isPresent();
  }

  @Test
  void aProposalOfAnOldRoundIsVotedInItsRoundByWhoIsNotLocked() {
    var first = propose(2, 1, "a");
    node.ceiling();
    node.hears(first);
    assertThat(node.prevote(1)).contains(prevote(1, 1, first));
    assertThat(node.prevote(2)).isEmpty();
  }

  @Test
  void aProposalOfARoundToComeIsVotedWhenTheRoundIsEntered() {
    var second = propose(3, 2, "b");
    node.hears(second);
    assertThat(node.said(Prevote.class)).isEmpty();
    node.ceiling();
    assertThat(node.prevote(2)).contains(prevote(1, 2, second));
  }

  @Test
  void votesOfAProofCountWhateverElseTheirAuthorsSaid() {
    var first = propose(2, 1, "a");
    var other = propose(2, 1, "z");
    // The liar shows this node its vote for the other proposal first.
    node.hears(first, prevote(2, 1, other), prevote(0, 1, first));
    assertThat(node.locks()).isEmpty();
    node.hears(prevote(2, 1, first));
    assertThat(node.locks()).as("loose votes are capped").isEmpty();
    node.hears(proof(1, first, 0, 1, 2));
    assertThat(node.locks()).hasSize(1);
    assertThat(node.did(Effect.ReportEvidence.class)).hasSize(1);
  }

  @Test
  void aProofWithAWrongVoteIsNone() {
    var first = propose(2, 1, "a");
    node.hears(first);
    var wrongKey =
        Fixture.sign(prevote(3, 1, first).message(), Fixture.key(2)); // says 3, signed by 2
    ProofOfLock.of(List.of(prevote(0, 1, first), prevote(2, 1, first), wrongKey))
        .ifPresent(node::hears);
    node.hears(proof(1, first, 0, 2, 2));
    node.hears(proof(1, first, 0, 2));
    assertThat(node.locks()).isEmpty();
  }

  @Test
  void precommitsForOneBlockAndSeveralProposalsDoNotDecide() {
    var first = propose(2, 1, "a");
    var other = propose(3, 2, "b");
    node.hears(first, other);
    // A lying precommit: the right block, another known proposal.
    node.hears(
        precommit(0, 1, first),
        precommit(3, 1, first),
        precommit(2, 1, other.hash(), blockHash(first)));
    assertThat(node.decisions).isEmpty();
    assertThat(node.did(Effect.Halt.class)).isEmpty();
    node.hears(proof(1, first, 0, 1, 3));
    assertThat(node.decisions).as("with its own precommit").hasSize(1);
  }

  @Test
  void aQuorumForAnotherBlockThanExecutedHaltsTheEpochAndSaysSo() {
    var first = propose(2, 1, "a");
    var wrong = Fixture.hash("another state");
    node.hears(first);
    for (int id : new int[] {0, 2, 3}) {
      node.hears(precommit(id, 1, first.hash(), wrong));
    }
    assertThat(node.decisions).isEmpty();
    assertThat(node.did(Effect.Halt.class)).hasSize(1);
    node.ceiling();
    assertThat(node.did(Effect.RecordRound.class)).isEmpty();
  }

  @Test
  void aQuorumForAProposalInvalidHereHaltsTheEpochAndThrowsNothing() {
    var first = propose(2, 1, "a");
    node.verdict = new Input.Verdict.Invalid("no such service");
    node.hears(first);
    assertThat(node.prevote(1)).isEmpty();
    for (int id : new int[] {0, 2, 3}) {
      node.hears(precommit(id, 1, first));
    }
    assertThat(node.did(Effect.Halt.class)).hasSize(1);
  }
}
