package io.supervisor.testkit;

import io.supervisor.core.time.NodeClock;
import java.time.Duration;
import java.time.Instant;

/** The clock of all nodes. It stands still until a test moves it, to any time. */
public final class TestClock implements NodeClock {
  /** What a new clock shows. */
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private volatile Instant now = START;

  @Override
  public Instant now() {
    return now;
  }

  public void set(Instant time) {
    now = time;
  }

  public void advance(Duration duration) {
    now = now.plus(duration);
  }
}
