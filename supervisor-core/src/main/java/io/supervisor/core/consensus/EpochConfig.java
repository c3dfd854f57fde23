package io.supervisor.core.consensus;

import io.supervisor.api.ConsensusConfig;
import io.supervisor.core.consensus.vote.ValidatorSet;

/**
 * The part of the consensus configuration that decides how an epoch runs.
 *
 * @param firstRoundTimeoutMs 1 to {@link #TIMEOUT_MAX_MS}; round R lasts at most this plus {@code
 *     R-1} tenths of it
 * @param minProposeTimeoutMs 0 to {@link #TIMEOUT_MAX_MS}
 * @param maxProposeTimeoutMs 0 to {@link #TIMEOUT_MAX_MS}
 * @param blockTransactionsMax unsigned, as on chain
 */
public record EpochConfig(
    ValidatorSet validators,
    long firstRoundTimeoutMs,
    long minProposeTimeoutMs,
    long maxProposeTimeoutMs,
    int blockTransactionsMax) {
  /** Thirty days; whatever is configured above counts as this, so that sums cannot overflow. */
  public static final long TIMEOUT_MAX_MS = 30L * 24 * 60 * 60 * 1000;

  public EpochConfig {
    firstRoundTimeoutMs = clamp(firstRoundTimeoutMs, 1);
    minProposeTimeoutMs = clamp(minProposeTimeoutMs, 0);
    maxProposeTimeoutMs = clamp(maxProposeTimeoutMs, 0);
  }

  /** Requires a configuration without {@link ConsensusConfig#violation()}. */
  public static EpochConfig of(ConsensusConfig config) {
    return new EpochConfig(
        new ValidatorSet(config.consensusKeys()),
        config.firstRoundTimeoutMs(),
        config.minProposeTimeoutMs(),
        config.maxProposeTimeoutMs(),
        config.txsBlockLimit());
  }

  /** Negative stands for an unsigned value of 2^63 or more. */
  private static long clamp(long value, long atLeast) {
    return value < 0 ? TIMEOUT_MAX_MS : Math.clamp(value, atLeast, TIMEOUT_MAX_MS);
  }
}
