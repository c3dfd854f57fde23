package io.supervisor.core.consensus.vote;

import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.core.consensus.message.Prevote;
import io.supervisor.core.consensus.message.Verified;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Prevotes for one proposal in one round: sent, checked and stored as one unit (docs/consensus.md,
 * clause 23).
 *
 * @param prevotes all of {@code (epoch, round, proposeHash)}, at least one
 */
public record ProofOfLock(
    Height epoch, int round, Hash proposeHash, List<Verified<Prevote>> prevotes) {
  public ProofOfLock {
    prevotes = List.copyOf(prevotes);
  }

  /** Empty if there are no votes, or they are not all for one proposal in one round. */
  public static Optional<ProofOfLock> of(List<Verified<Prevote>> prevotes) {
    if (prevotes.isEmpty()) {
      return Optional.empty();
    }
    var first = prevotes.getFirst().message();
    for (var vote : prevotes) {
      var message = vote.message();
      if (!message.epoch().equals(first.epoch())
          || message.round() != first.round()
          || !message.proposeHash().equals(first.proposeHash())) {
        return Optional.empty();
      }
    }
    return Optional.of(
        new ProofOfLock(first.epoch(), first.round(), first.proposeHash(), prevotes));
  }

  /** Whether a quorum of different validators of the list voted, each with its own key. */
  public boolean holds(ValidatorSet validators) {
    var voters = new HashSet<Integer>();
    for (var vote : prevotes) {
      var id = vote.message().validator();
      if (!validators.holds(id, vote.author()) || !voters.add(id.value())) {
        return false;
      }
    }
    return voters.size() >= validators.quorum();
  }
}
