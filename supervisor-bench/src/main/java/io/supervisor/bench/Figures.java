package io.supervisor.bench;

import java.util.Locale;

/**
 * What one load showed.
 *
 * @param operations completed within the measured time
 * @param cpuSeconds of all replicas within the measured time; the load generator's are not in it
 */
record Figures(
    String name, long operations, double seconds, Latencies latencies, double cpuSeconds) {
  static final Figures NONE = new Figures("", 0, 0, new Latencies(), 0);

  /** Both loads; this one's latencies contain the other's. */
  Figures plus(Figures other) {
    return new Figures(
        name,
        operations + other.operations,
        seconds + other.seconds,
        latencies,
        cpuSeconds + other.cpuSeconds);
  }

  double perSecond() {
    return operations / seconds;
  }

  double cpuSecondsPerThousand() {
    return cpuSeconds * 1000 / operations;
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "%-28s %8.0f /s   p50 %7.1f ms   p99 %7.1f ms   %5.2f CPU-s per 1,000   (%d in %.0f s)",
        name,
        perSecond(),
        latencies.millis(0.5),
        latencies.millis(0.99),
        cpuSecondsPerThousand(),
        operations,
        seconds);
  }
}
