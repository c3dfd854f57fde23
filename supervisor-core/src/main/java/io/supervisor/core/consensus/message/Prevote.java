package io.supervisor.core.consensus.message;

import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.ValidatorId;

/**
 * Vote for a proposal in a round.
 *
 * @param lockedRound 0, or the round below {@code round} in which the voter locked on this proposal
 */
public record Prevote(
    ValidatorId validator, Height epoch, int round, Hash proposeHash, int lockedRound)
    implements Message {
  public Prevote {
    Fields.check(epoch, round);
    if (lockedRound < 0 || lockedRound >= round) {
      throw new IllegalArgumentException(
          "prevote: got locked round " + lockedRound + ", want 0 to " + (round - 1));
    }
  }
}
