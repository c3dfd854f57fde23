package io.supervisor.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that a client knows. A call goes to one of them in turn; if that one cannot be reached,
 * does not answer in time, fails, or lies, to the next. That is safe, since all that goes through
 * here may be done twice.
 */
final class Nodes {
  /** Pause after all nodes have failed in turn. */
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final List<Node> nodes;
  private final AtomicInteger turn = new AtomicInteger();

  Nodes(List<Node> nodes) {
    this.nodes = List.copyOf(nodes);
  }

  List<Node> all() {
    return nodes;
  }

  /** The node whose turn it is. */
  Node next() {
    return nodes.get(Math.floorMod(turn.getAndIncrement(), nodes.size()));
  }

  /**
   * Calls until one answers.
   *
   * @param limit for all attempts together
   * @param attemptMax for one attempt, after which the next node is tried
   * @param call from a node and the time that it has
   */
  <T> CompletableFuture<T> call(
      Duration limit, Duration attemptMax, BiFunction<Node, Duration, CompletableFuture<T>> call) {
    return new Attempts<>(System.nanoTime() + limit.toNanos(), attemptMax, call).go(next(), 1);
  }

  private final class Attempts<T> {
    private final long deadlineNanos;
    private final Duration attemptMax;
    private final BiFunction<Node, Duration, CompletableFuture<T>> call;

    /** Attempts since somebody may have been reached. */
    private int unreached;

    private @Nullable NotConnectedException lost;

    Attempts(
        long deadlineNanos,
        Duration attemptMax,
        BiFunction<Node, Duration, CompletableFuture<T>> call) {
      this.deadlineNanos = deadlineNanos;
      this.attemptMax = attemptMax;
      this.call = call;
    }

    CompletableFuture<T> go(Node node, int attempt) {
      var left = left();
      var time = left.compareTo(attemptMax) < 0 ? left : attemptMax;
      return start(node, time)
          .handle(
              (value, thrown) -> thrown == null ? done(value) : afterFailure(thrown, time, attempt))
          .thenCompose(next -> next);
    }

    private CompletableFuture<T> start(Node node, Duration time) {
      try {
        return call.apply(node, time);
      } catch (RuntimeException e) {
        return CompletableFuture.failedFuture(e);
      }
    }

    private CompletableFuture<T> done(T value) {
      return CompletableFuture.completedFuture(value);
    }

    private CompletableFuture<T> afterFailure(Throwable thrown, Duration time, int attempt) {
      var cause = unwrap(thrown);
      note(cause, time);
      var roundIsOver = attempt % nodes.size() == 0;
      var pause = roundIsOver ? PAUSE : Duration.ZERO;
      if (!isWorthAnotherNode(cause, attempt) || left().compareTo(pause) <= 0) {
        return CompletableFuture.failedFuture(outcome(cause));
      }
      if (!roundIsOver) {
        return go(next(), attempt + 1);
      }
      Executor later = CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS);
      return CompletableFuture.supplyAsync(Nodes.this::next, later)
          .thenCompose(node -> go(node, attempt + 1));
    }

    private void note(Throwable cause, Duration time) {
      if (cause instanceof NotConnectedException unconnected) {
        unreached++;
        lost = unconnected;
      } else if (!(cause instanceof TimedOutException) || time.compareTo(attemptMax) >= 0) {
        unreached = 0;
      }
    }

    /** That time ran out while none of the nodes could be reached is not what went wrong. */
    private Throwable outcome(Throwable cause) {
      return cause instanceof TimedOutException && lost != null && unreached >= nodes.size()
          ? lost
          : cause;
    }

    /** Liars, failing and busy nodes are asked once: asked again they would say the same. */
    private boolean isWorthAnotherNode(Throwable cause, int attempt) {
      return cause instanceof NotConnectedException
          || cause instanceof TimedOutException
          || cause instanceof StaleNodeException
          || (cause instanceof UnverifiedException
                  || cause instanceof NodeFailedException
                  || cause instanceof OverloadedException)
              && attempt < nodes.size();
    }

    private Duration left() {
      return Duration.ofNanos(Math.max(1, deadlineNanos - System.nanoTime()));
    }
  }

  /** What is inside of the wrappers that futures put around it. */
  static Throwable unwrap(Throwable thrown) {
    var isWrapper = thrown instanceof CompletionException || thrown instanceof ExecutionException;
    return isWrapper && thrown.getCause() != null ? unwrap(thrown.getCause()) : thrown;
  }
}
