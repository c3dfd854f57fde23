package io.supervisor.server.http;

import io.supervisor.server.node.NodeStoppedException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for the node, on a thread that may block. */
final class Waiting {
  /** Longest that a request waits for the node. */
  private static final Duration WAIT_MAX = Duration.ofSeconds(30);

  static final String UNAVAILABLE = "Node is not available";

  private Waiting() {}

  static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw unavailable("The node has not answered for " + WAIT_MAX.toSeconds() + " s").exception();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable("The node is stopping").exception();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof NodeStoppedException) {
        throw unavailable("The node is stopping").exception();
      }
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    }
  }

  static Problem unavailable(String detail) {
    return Problem.of(503, UNAVAILABLE, detail).with("Retry-After", "1");
  }
}
