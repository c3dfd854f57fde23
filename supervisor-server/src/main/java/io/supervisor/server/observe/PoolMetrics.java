package io.supervisor.server.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/** The pool of transactions that wait for a block. */
public final class PoolMetrics {
  /** Why a transaction did not get into the pool. */
  public enum Refusal {
    /** No signed transaction, or a wrong signature. */
    MALFORMED,
    /** The admission rules say no. */
    REFUSED,
    /** The pool is full. */
    OVERLOADED,
    /** The node is paused or stopping. */
    UNAVAILABLE
  }

  private final AtomicLong size;
  private final AtomicLong bytes;
  private final Counter accepted;
  private final Map<Refusal, Counter> refusals = new EnumMap<>(Refusal.class);

  PoolMetrics(MeterRegistry registry) {
    var meters = new Meters(registry);
    size = meters.gauge("supervisor.pool.transactions", "", "Transactions in the pool");
    bytes = meters.gauge("supervisor.pool.size", "bytes", "Bytes of the transactions in the pool");
    accepted =
        meters.counter(
            "supervisor.submissions.accepted", "", "Transactions that clients put into the pool");
    for (var refusal : Refusal.values()) {
      refusals.put(
          refusal,
          meters.counter(
              "supervisor.submissions.refused",
              "",
              "Transactions of clients that did not get into the pool, by reason",
              "reason",
              refusal.name().toLowerCase(Locale.ROOT)));
    }
  }

  public void holds(int transactions, long totalBytes) {
    size.set(transactions);
    bytes.set(totalBytes);
  }

  public void accepted(int transactions) {
    accepted.increment(transactions);
  }

  public void refused(Refusal reason) {
    Objects.requireNonNull(refusals.get(reason)).increment();
  }
}
