package io.supervisor.cli;

import io.supervisor.client.SupervisorException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Puts one question to many nodes at once, so that those that hang keep nobody waiting in turn. */
final class Survey {
  /** For all nodes together. */
  static final Duration LIMIT = Duration.ofSeconds(20);

  /** What came of it at one node: an answer, or why there is none. */
  sealed interface Outcome<T> {
    record Answered<T>(Session session, T answer) implements Outcome<T> {}

    /**
     * @param failure a {@link SupervisorException} or a {@link TooLateException}
     */
    record Failed<T>(Session session, RuntimeException failure) implements Outcome<T> {}
  }

  private Survey() {}

  /**
   * Asks all.
   *
   * @return outcomes in the order of the sessions, at the latest after the limit
   */
  static <T> List<Outcome<T>> ask(
      List<Session> sessions, Function<Session, T> question, Duration limit) {
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    try {
      var deadline = System.nanoTime() + limit.toNanos();
      var answers = new ArrayList<Future<T>>();
      sessions.forEach(session -> answers.add(threads.submit(() -> question.apply(session))));
      var outcomes = new ArrayList<Outcome<T>>();
      for (var i = 0; i < sessions.size(); i++) {
        outcomes.add(outcome(sessions.get(i), answers.get(i), deadline, limit));
      }
      return List.copyOf(outcomes);
    } finally {
      threads.shutdownNow();
    }
  }

  private static <T> Outcome<T> outcome(
      Session session, Future<T> answer, long deadlineNanos, Duration limit) {
    try {
      return new Outcome.Answered<>(
          session,
          answer.get(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      return new Outcome.Failed<>(
          session,
          new TooLateException(
              "node " + session.address() + ": no answer within " + limit.toSeconds() + " s"));
    } catch (ExecutionException e) {
      return switch (e.getCause()) {
        case SupervisorException failure -> new Outcome.Failed<>(session, failure);
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case null, default -> throw new IllegalStateException(e);
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
