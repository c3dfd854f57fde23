package io.supervisor.core.consensus.message;

import io.supervisor.api.Height;
import io.supervisor.api.ValidatorId;

/**
 * The author saw no decision in time and would like to be in {@code round}.
 *
 * @param round at least 2; counts for all rounds up to it
 */
public record Wish(ValidatorId validator, Height epoch, int round) implements Message {
  public Wish {
    Fields.check(epoch, round);
    if (round < 2) {
      throw new IllegalArgumentException("wish: got round " + round + ", want >= 2");
    }
  }
}
