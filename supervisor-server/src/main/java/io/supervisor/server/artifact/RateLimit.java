package io.supervisor.server.artifact;

import io.supervisor.api.crypto.ChunkTree;

/** Bytes that may pass in a second, with a little in reserve. Safe for many threads. */
final class RateLimit {
  /** Part of a second's bytes that may pass at once after a pause. */
  private static final int RESERVE_PART = 8;

  private static final double NANOS = 1e9;

  private final double bytesPerNano;
  private final double reserveMax;
  private double reserve;
  private long lastNanos;

  /**
   * @param bytesPerSecond above 0
   * @param nowNanos of the same clock as those of {@link #take}
   */
  RateLimit(long bytesPerSecond, long nowNanos) {
    this.bytesPerNano = bytesPerSecond / NANOS;
    this.reserveMax = Math.max(ChunkTree.CHUNK_BYTES, (double) bytesPerSecond / RESERVE_PART);
    this.reserve = reserveMax;
    this.lastNanos = nowNanos;
  }

  /**
   * Takes bytes, if that may be.
   *
   * @param bytes at most those of a chunk
   * @return 0 if they were taken; otherwise nanoseconds until they can be
   */
  synchronized long take(int bytes, long nowNanos) {
    reserve = Math.min(reserveMax, reserve + bytesPerNano * Math.max(0, nowNanos - lastNanos));
    lastNanos = nowNanos;
    if (reserve >= bytes) {
      reserve -= bytes;
      return 0;
    }
    return Math.max(1, (long) Math.ceil((bytes - reserve) / bytesPerNano));
  }
}
