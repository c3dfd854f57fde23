package io.supervisor.core.consensus;

import io.supervisor.api.Height;

/**
 * A moment that the core asked to be told of. One that is out of date when it fires is ignored, so
 * nothing is ever cancelled; a shell may keep only the last one scheduled of each kind.
 */
public record Timer(Kind kind, Height epoch, int round) {
  /** In order of the life of a round. */
  public enum Kind {
    /** Leader: time to propose. */
    PROPOSE,
    /** No decision in the time that rounds need of late: time to wish for the next round. */
    SHORT_DEADLINE,
    /** Say the wish again. */
    REPEAT_WISH,
    /** The longest that a round can last. */
    CEILING,
    /** Some request is due. */
    REQUESTS
  }
}
