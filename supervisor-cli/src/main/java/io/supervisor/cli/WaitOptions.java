package io.supervisor.cli;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How far a command waits for what it has asked for. */
final class WaitOptions {
  @Option(
      names = "--wait",
      arity = "0..1",
      paramLabel = "STATE",
      fallbackValue = "",
      description =
          "Waits until the request is committed (in a block, executed well), approved, or done "
              + "(the default of --wait).")
  @Nullable String wait;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description = "Longest wait; default: ${DEFAULT-VALUE}.")
  int timeoutSeconds = 120;

  /** How far to wait. */
  enum Until {
    HANDED_OVER,
    COMMITTED,
    APPROVED,
    DONE
  }

  Until until() {
    if (wait == null) {
      return Until.HANDED_OVER;
    }
    var states = List.of("committed", "approved", "done");
    if (!wait.isEmpty() && !states.contains(wait)) {
      throw new UsageException("--wait: got \"" + wait + "\", want " + String.join(", ", states));
    }
    return switch (wait) {
      case "committed" -> Until.COMMITTED;
      case "approved" -> Until.APPROVED;
      default -> Until.DONE;
    };
  }

  Deadline deadline() {
    if (timeoutSeconds < 1) {
      throw new UsageException("--timeout: got " + timeoutSeconds + ", want at least 1");
    }
    return new Deadline(Duration.ofSeconds(timeoutSeconds));
  }

  /** Moment until which a command waits. */
  static final class Deadline {
    private static final long POLL_MS = 200;

    private final long endNanos;

    Deadline(Duration from) {
      endNanos = System.nanoTime() + from.toNanos();
    }

    Duration left() {
      return Duration.ofNanos(Math.max(1, endNanos - System.nanoTime()));
    }

    /**
     * Pauses before the next look.
     *
     * @throws TooLateException if no time is left
     */
    void pause(String what) {
      if (endNanos - System.nanoTime() <= 0) {
        throw new TooLateException("timed out; " + what);
      }
      try {
        Thread.sleep(Math.min(POLL_MS, left().toMillis() + 1));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new TooLateException("interrupted; " + what);
      }
    }
  }
}
