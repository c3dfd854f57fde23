package io.supervisor.core.consensus.round;

import io.supervisor.api.ValidatorId;
import io.supervisor.core.consensus.vote.ValidatorSet;
import java.util.Arrays;

/**
 * Where the validators of an epoch are and want to be: two numbers for each, whatever they send
 * (docs/consensus.md, clauses 33 to 36).
 */
public final class RoundVoices {
  private final int quorum;
  private final int faultyMax;
  private final int[] seen;
  private final int[] wished;

  public RoundVoices(ValidatorSet validators) {
    quorum = validators.quorum();
    faultyMax = validators.faultyMax();
    seen = new int[validators.size()];
    wished = new int[validators.size()];
  }

  /** The validator sent a message of this round. */
  public void seenIn(ValidatorId validator, int round) {
    seen[validator.value()] = Math.max(seen[validator.value()], round);
  }

  /** The validator wishes to be in this round or, what includes it, a later one. */
  public void wishes(ValidatorId validator, int round) {
    wished[validator.value()] = Math.max(wished[validator.value()], round);
  }

  /** The highest round that f+1 validators have reached: one of them is correct. 0 if none. */
  public int reached() {
    return highest(seen, faultyMax + 1);
  }

  /** The highest round that f+1 validators wish for: to be joined. 0 if none. */
  public int wishToJoin() {
    return highest(wished, faultyMax + 1);
  }

  /** The highest round that a quorum wishes for: to be entered. 0 if none. */
  public int agreed() {
    return highest(wished, quorum);
  }

  /** The highest number that {@code count} of the values are not below. */
  private static int highest(int[] values, int count) {
    var sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length - count];
  }
}
