package io.supervisor.server.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Makes meters of one group alike. */
final class Meters {
  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final MeterRegistry registry;

  Meters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** A number that is set, and read at each scrape. */
  AtomicLong gauge(String name, String unit, String help, String... tags) {
    var value = new AtomicLong();
    var gauge = Gauge.builder(name, value, AtomicLong::doubleValue).description(help).tags(tags);
    if (!unit.isEmpty()) {
      gauge.baseUnit(unit);
    }
    gauge.register(registry);
    return value;
  }

  /**
   * A meter that is registered when it is first used: what nothing feeds is absent from the scrape,
   * instead of a zero that looks like a measurement.
   */
  static <T> Supplier<T> lazily(Supplier<T> make) {
    var made = new ConcurrentHashMap<Boolean, T>();
    return () -> made.computeIfAbsent(true, _ -> make.get());
  }

  Counter counter(String name, String unit, String help, String... tags) {
    var counter = Counter.builder(name).description(help).tags(tags);
    if (!unit.isEmpty()) {
      counter.baseUnit(unit);
    }
    return counter.register(registry);
  }

  /** A histogram of durations from a millisecond to half a minute. */
  Timer timer(String name, String help, String... tags) {
    return Timer.builder(name)
        .description(help)
        .tags(tags)
        .publishPercentileHistogram()
        .minimumExpectedValue(SHORTEST)
        .maximumExpectedValue(LONGEST)
        .register(registry);
  }
}
