package io.supervisor.core.consensus.round;

import io.supervisor.api.Hash;
import io.supervisor.core.consensus.vote.ProofOfLock;

/**
 * What a validator may sign, as pure functions of what it has bound itself to. Safety rests on
 * these and on nothing that has to do with time (docs/consensus.md, clauses 15 to 28). Not final
 * only so that tests can show what each rule is for.
 */
public class RoundRules {
  /**
   * Clause 41: what a restarted node may go on from. False means that the journal has lost a lock
   * under which this node precommitted.
   */
  public boolean mayResume(RoundState state) {
    return state.precommits().isEmpty() || state.precommits().lastKey() <= state.lockedRound();
  }

  /** Clause 15: once in a round, before any vote in it, and never while locked. */
  public boolean mayPropose(RoundState state) {
    return state.lock().isEmpty()
        && !state.proposals().containsKey(state.round())
        && !state.prevotes().containsKey(state.round());
  }

  /**
   * Clause 20: once in a round, in no round to come; who is locked votes for what it is locked on,
   * and in no round before the lock.
   */
  public boolean mayPrevote(RoundState state, int round, Hash proposeHash) {
    return round <= state.round()
        && !state.prevotes().containsKey(round)
        && (state.lock().isEmpty()
            || (state.lockedOn(proposeHash) && round >= state.lockedRound()));
  }

  /** Clause 24: a lock is released by a higher proof of lock only. */
  public boolean mayLock(RoundState state, ProofOfLock proof) {
    return proof.round() > state.lockedRound() && proof.round() <= state.round();
  }

  /**
   * Clause 27: once in a round, under a lock on the proposal, and only if no own prevote in a later
   * round speaks for another one.
   */
  public boolean mayPrecommit(RoundState state, int round, Hash proposeHash) {
    return state.lockedOn(proposeHash)
        && round <= state.lockedRound()
        && !state.precommits().containsKey(round)
        && state.prevotes().tailMap(round + 1).values().stream().allMatch(proposeHash::equals);
  }
}
