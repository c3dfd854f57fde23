package io.supervisor.server.observe;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Lets one event of each kind through in a while, so that what a stranger can provoke fills no log,
 * and counts the others. Thread-safe.
 */
final class Sparing<K extends Enum<K>> {
  private static final class Last {
    private long atNanos;
    private long heldBack;

    Last(long atNanos) {
      this.atNanos = atNanos;
    }
  }

  private final long everyNanos;
  private final LongSupplier nanos;
  private final Map<K, Last> last;

  /**
   * @param nanos a clock like {@link System#nanoTime}
   */
  Sparing(Class<K> kinds, Duration every, LongSupplier nanos) {
    this.everyNanos = every.toNanos();
    this.nanos = nanos;
    this.last = new EnumMap<>(kinds);
  }

  /** How many were held back since the last one that came through; empty if this one is, too. */
  synchronized OptionalLong pass(K kind) {
    var now = nanos.getAsLong();
    var before = last.get(kind);
    if (before == null) {
      last.put(kind, new Last(now));
      return OptionalLong.of(0);
    }
    if (now - before.atNanos < everyNanos) {
      before.heldBack++;
      return OptionalLong.empty();
    }
    var heldBack = before.heldBack;
    before.atNanos = now;
    before.heldBack = 0;
    return OptionalLong.of(heldBack);
  }
}
