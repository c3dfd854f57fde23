package io.supervisor.core.consensus.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.crypto.Sha256;
import io.supervisor.core.consensus.vote.CommitTarget;
import io.supervisor.core.consensus.vote.ProofOfLock;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules as a table: a state, a question, an answer. */
class RoundRulesTest {
  private static final Hash P = Sha256.of(new byte[] {1});
  private static final Hash OTHER = Sha256.of(new byte[] {2});

  private final RoundRules rules = new RoundRules();

  @Test
  void anUnlockedNodePrevotesOnceInEveryRoundItHasReached() {
    var state = RoundState.initial().entered(3);
    assertThat(rules.mayPrevote(state, 3, P)).isTrue();
    assertThat(rules.mayPrevote(state, 1, P)).as("a late proposal of an old round").isTrue();
    assertThat(rules.mayPrevote(state, 4, P)).as("a round to come").isFalse();
    assertThat(rules.mayPrevote(state.prevoted(3, OTHER), 3, P)).isFalse();
    assertThat(rules.mayPrevote(state.prevoted(3, P), 3, P)).isFalse();
  }

  @Test
  void aLockedNodePrevotesWhatItIsLockedOn() {
    var state = RoundState.initial().entered(3).locked(lock(2, P));
    assertThat(rules.mayPrevote(state, 3, P)).isTrue();
    assertThat(rules.mayPrevote(state, 3, OTHER)).isFalse();
    assertThat(rules.mayPrevote(state, 1, OTHER)).as("not even where it has no vote").isFalse();
    assertThat(rules.mayPrevote(state, 1, P)).as("before the lock").isFalse();
  }

  @Test
  void aLockIsReleasedByAHigherProofOnly() {
    var state = RoundState.initial().entered(3).locked(lock(2, P));
    assertThat(rules.mayLock(state, lock(3, OTHER))).isTrue();
    assertThat(rules.mayLock(state, lock(2, OTHER))).isFalse();
    assertThat(rules.mayLock(state, lock(1, OTHER))).isFalse();
    assertThat(rules.mayLock(state, lock(4, OTHER))).as("a round to come").isFalse();
  }

  @Test
  void aPrecommitNeedsTheLockAndNoLaterVoteForAnother() {
    var locked = RoundState.initial().entered(3).locked(lock(2, P));
    assertThat(rules.mayPrecommit(RoundState.initial(), 1, P)).isFalse();
    assertThat(rules.mayPrecommit(locked, 2, P)).isTrue();
    assertThat(rules.mayPrecommit(locked, 3, P)).as("above the lock").isFalse();
    assertThat(rules.mayPrecommit(locked, 2, OTHER)).isFalse();
    assertThat(rules.mayPrecommit(locked.prevoted(3, OTHER), 2, P)).isFalse();
    assertThat(rules.mayPrecommit(locked.prevoted(3, P), 2, P)).isTrue();
    assertThat(rules.mayPrecommit(locked.prevoted(1, OTHER), 2, P)).as("an earlier one").isTrue();
    assertThat(rules.mayPrecommit(locked.precommitted(2, new CommitTarget(P, P)), 2, P)).isFalse();
  }

  @Test
  void aLeaderProposesOnceBeforeItVotesAndNeverLocked() {
    var state = RoundState.initial().entered(2);
    assertThat(rules.mayPropose(state)).isTrue();
    assertThat(rules.mayPropose(state.proposed(2, P))).isFalse();
    assertThat(rules.mayPropose(state.proposed(1, P))).isTrue();
    assertThat(rules.mayPropose(state.prevoted(2, P))).isFalse();
    assertThat(rules.mayPropose(state.locked(lock(1, P)))).isFalse();
  }

  @Test
  void aRestartedNodeGoesOnOnlyWithALockForItsPrecommits() {
    var state = RoundState.initial().precommitted(2, new CommitTarget(P, P));
    assertThat(rules.mayResume(RoundState.initial())).isTrue();
    assertThat(rules.mayResume(state)).isFalse();
    assertThat(rules.mayResume(state.locked(lock(1, P)))).isFalse();
    assertThat(rules.mayResume(state.locked(lock(2, P)))).isTrue();
  }

  @Test
  void whatIsBoundStaysBound() {
    var state = RoundState.initial().prevoted(1, P).prevoted(1, OTHER);
    assertThat(state.prevotes()).containsEntry(1, P);
  }

  private static ProofOfLock lock(int round, Hash proposeHash) {
    return new ProofOfLock(new Height(1), round, proposeHash, List.of());
  }
}
