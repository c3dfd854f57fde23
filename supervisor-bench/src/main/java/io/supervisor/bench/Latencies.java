package io.supervisor.bench;

import java.util.Arrays;

/** Latencies in nanoseconds, all kept. Used by many threads. */
final class Latencies {
  private long[] values = new long[1 << 16];
  private int count;

  synchronized void add(long nanos) {
    if (count == values.length) {
      values = Arrays.copyOf(values, count * 2);
    }
    values[count++] = nanos;
  }

  synchronized int count() {
    return count;
  }

  /**
   * A percentile in milliseconds.
   *
   * @param fraction 0 to 1
   * @return NaN if there is no value
   */
  synchronized double millis(double fraction) {
    if (count == 0) {
      return Double.NaN;
    }
    var sorted = Arrays.copyOf(values, count);
    Arrays.sort(sorted);
    return sorted[Math.min(count - 1, (int) (count * fraction))] / 1e6;
  }
}
