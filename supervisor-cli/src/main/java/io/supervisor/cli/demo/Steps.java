package io.supervisor.cli.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Runs steps one after the other, says what each showed, and keeps the time that each took. */
final class Steps {
  private static final long POLL_MS = 50;

  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

  private final Map<String, Taken> times = new LinkedHashMap<>();

  /** When a step began, and how long it took. */
  private record Taken(Instant begin, Duration duration) {}

  /** What a step does. */
  @FunctionalInterface
  interface Step {
    /** Returns what was shown, in one line. */
    String run() throws Exception;
  }

  /** Says that the next step begins. */
  void head(String name) {
    System.out.printf(Locale.ROOT, "%d. %s%n", times.size() + 1, name);
    System.out.flush();
  }

  void run(String name, Step step) throws Exception {
    head(name);
    var now = Instant.now();
    var begin = System.nanoTime();
    var shown = step.run();
    var took = Duration.ofNanos(System.nanoTime() - begin);
    times.put(name, new Taken(now, took));
    System.out.printf(Locale.ROOT, "   %s (%.1f s)%n", shown, took.toMillis() / 1e3);
  }

  void printTimes() {
    var number = 0;
    for (var step : times.entrySet()) {
      System.out.printf(
          Locale.ROOT,
          "  %d. %-66s %s %6.1f s%n",
          ++number,
          step.getKey(),
          CLOCK.format(step.getValue().begin()),
          step.getValue().duration().toMillis() / 1e3);
    }
  }

  static void require(boolean condition, String what) {
    if (!condition) {
      throw new TourFailedException(what);
    }
  }

  /** Asks again and again until there is an answer. */
  static <T> T await(String what, Duration limit, Supplier<Optional<T>> question)
      throws InterruptedException {
    var end = System.nanoTime() + limit.toNanos();
    while (true) {
      var answer = question.get();
      if (answer.isPresent()) {
        return answer.get();
      }
      if (System.nanoTime() > end) {
        throw new TourFailedException("not within " + limit.toSeconds() + " s: " + what);
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MS);
    }
  }
}
