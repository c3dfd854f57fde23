package io.supervisor.core.consensus.round;

/**
 * How long a round takes of late, learnt from decisions, and from it the short deadline
 * (docs/consensus.md, clause 38). As the retransmission timer of RFC 6298, in whole numbers:
 *
 * <pre>
 * first sample d:  mean = d, deviation = d / 2
 * later ones:      deviation += (|d - mean| - deviation) / 4,  mean += (d - mean) / 8
 * deadline       = clamp(2 mean + 4 deviation, {@value #DEADLINE_MIN_MS}, {@value #DEADLINE_MAX_MS})
 * </pre>
 *
 * Local to a node; nothing is agreed about it.
 */
public final class RoundPace {
  /** Above the hiccups of a busy machine. */
  public static final long DEADLINE_MIN_MS = 200;

  /** Before anything has been measured. */
  public static final long DEADLINE_INITIAL_MS = 500;

  public static final long DEADLINE_MAX_MS = 4_000;

  /** Keeps fractions without floating point. */
  private static final long SCALE = 1_024;

  private long mean = -1;
  private long deviation;

  /**
   * Takes note of a decision.
   *
   * @param ms from the moment when the round could begin its work to the decision, at least 0
   */
  public void decidedAfter(long ms) {
    long sample = Math.clamp(ms, 0, DEADLINE_MAX_MS) * SCALE;
    if (mean < 0) {
      mean = sample;
      deviation = sample / 2;
    } else {
      deviation += (Math.abs(sample - mean) - deviation) / 4;
      mean += (sample - mean) / 8;
    }
  }

  /** Time after which a round in which work waits has failed. */
  public long shortDeadlineMs() {
    return mean < 0
        ? DEADLINE_INITIAL_MS
        : Math.clamp((2 * mean + 4 * deviation) / SCALE, DEADLINE_MIN_MS, DEADLINE_MAX_MS);
  }
}
