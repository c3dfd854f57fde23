package io.supervisor.cli;

import io.supervisor.api.SafeText;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Tells on standard error what a command waits for, once it takes longer than a moment: on a
 * terminal in one line that changes, elsewhere a line every ten seconds.
 */
final class Progress implements AutoCloseable {
  private static final long LINE_EVERY = 10;

  private final PrintWriter err;
  private final long startNanos = System.nanoTime();
  private final boolean terminal;
  private final ScheduledExecutorService timer;
  private volatile String what;
  private boolean shown;
  private long ticks;

  Progress(PrintWriter err, String what, Duration after) {
    this.err = err;
    this.what = SafeText.line(what);
    var console = System.console();
    this.terminal =
        console != null
            && console.isTerminal()
            && !"dumb".equals(System.getenv("TERM"))
            && System.getenv("NO_COLOR") == null;
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("progress").factory());
    timer.scheduleAtFixedRate(this::tick, after.toMillis(), 1_000, TimeUnit.MILLISECONDS);
  }

  void now(String what) {
    this.what = SafeText.line(what);
  }

  private synchronized void tick() {
    var seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos);
    if (terminal) {
      err.print("\r\033[K" + what + " (" + seconds + " s)");
      shown = true;
    } else if (ticks % LINE_EVERY == 0) {
      err.println(what + " (" + seconds + " s)");
    }
    ticks++;
    err.flush();
  }

  @Override
  public void close() {
    timer.shutdownNow();
    synchronized (this) {
      if (shown) {
        err.print("\r\033[K");
        err.flush();
      }
    }
  }
}
