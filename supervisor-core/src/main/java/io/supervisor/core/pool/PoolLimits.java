package io.supervisor.core.pool;

/**
 * What the pool may hold. Whatever comes beyond is refused, never what waits already.
 *
 * @param countMax transactions
 * @param bytesMax bytes of their signed messages
 * @param authorCountMax transactions of one author
 */
public record PoolLimits(int countMax, long bytesMax, int authorCountMax) {
  /** For a node with a heap of 1 GiB. */
  public static final PoolLimits DEFAULT = new PoolLimits(100_000, 256L << 20, 50_000);
}
