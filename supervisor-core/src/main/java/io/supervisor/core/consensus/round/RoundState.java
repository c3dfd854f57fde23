package io.supervisor.core.consensus.round;

import io.supervisor.api.Hash;
import io.supervisor.core.consensus.vote.CommitTarget;
import io.supervisor.core.consensus.vote.ProofOfLock;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What this node has bound itself to in one epoch. An own message counts from the moment it is to
 * be signed, so that no second one can be begun while the first is on its way to the disk.
 *
 * @param round where the node is, at least 1
 * @param lock the newest proof of lock taken; its round never goes down
 * @param proposals round to own proposal
 * @param prevotes round to own prevote
 * @param precommits round to own precommit
 */
public record RoundState(
    int round,
    Optional<ProofOfLock> lock,
    SortedMap<Integer, Hash> proposals,
    SortedMap<Integer, Hash> prevotes,
    SortedMap<Integer, CommitTarget> precommits) {
  /** At the beginning of an epoch. */
  public static RoundState initial() {
    return new RoundState(
        1,
        Optional.empty(),
        Collections.emptySortedMap(),
        Collections.emptySortedMap(),
        Collections.emptySortedMap());
  }

  /** Round of the lock, 0 if there is none. */
  public int lockedRound() {
    return lock.map(ProofOfLock::round).orElse(0);
  }

  /** Whether there is a lock, and it is on this proposal. */
  public boolean lockedOn(Hash proposeHash) {
    return lock.isPresent() && lock.get().proposeHash().equals(proposeHash);
  }

  /** Whether the own prevote of a round is for this proposal. */
  public boolean prevotedFor(int inRound, Hash proposeHash) {
    var own = prevotes.get(inRound);
    return own != null && own.equals(proposeHash);
  }

  public RoundState entered(int newRound) {
    return new RoundState(newRound, lock, proposals, prevotes, precommits);
  }

  public RoundState locked(ProofOfLock proof) {
    return new RoundState(round, Optional.of(proof), proposals, prevotes, precommits);
  }

  /** Keeps what is there for the round already, here and below. */
  public RoundState proposed(int inRound, Hash proposeHash) {
    return new RoundState(round, lock, with(proposals, inRound, proposeHash), prevotes, precommits);
  }

  public RoundState prevoted(int inRound, Hash proposeHash) {
    return new RoundState(round, lock, proposals, with(prevotes, inRound, proposeHash), precommits);
  }

  public RoundState precommitted(int inRound, CommitTarget target) {
    return new RoundState(round, lock, proposals, prevotes, with(precommits, inRound, target));
  }

  private static <V> SortedMap<Integer, V> with(SortedMap<Integer, V> map, int key, V value) {
    @Nullable V known = map.get(key);
    if (known != null) {
      return map;
    }
    var copy = new TreeMap<>(map);
    copy.put(key, value);
    return Collections.unmodifiableSortedMap(copy);
  }
}
