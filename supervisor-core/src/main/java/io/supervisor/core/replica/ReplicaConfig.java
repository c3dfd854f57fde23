package io.supervisor.core.replica;

import io.supervisor.core.pool.PoolLimits;

/**
 * Settings of one node that no other node need share.
 *
 * @param journalSegmentBytes size of the journal's files
 * @param peerBytesPerSecond what one peer may have answered to its requests, on average
 */
public record ReplicaConfig(PoolLimits pool, int journalSegmentBytes, long peerBytesPerSecond) {
  public static final ReplicaConfig DEFAULT =
      new ReplicaConfig(PoolLimits.DEFAULT, 64 << 20, 32L << 20);
}
