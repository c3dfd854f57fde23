package io.supervisor.client;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** From futures to blocking calls. */
final class Waiting {
  private Waiting() {}

  /** Waits; an interrupt ends the wait with {@link TimedOutException} and stays set. */
  static <T> T join(CompletableFuture<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      future.cancel(true);
      Thread.currentThread().interrupt();
      throw new TimedOutException("interrupted while waiting for an answer", Optional.empty(), e);
    } catch (ExecutionException e) {
      throw rethrow(Nodes.unwrap(e));
    }
  }

  /** As {@link #join}; empty where the node says that there is no such thing. */
  static <T> Optional<T> found(CompletableFuture<T> future) {
    try {
      return Optional.of(join(future));
    } catch (NotFoundException e) {
      return Optional.empty();
    }
  }

  private static RuntimeException rethrow(Throwable cause) {
    if (cause instanceof RuntimeException unchecked) {
      // The trace of the caller is what helps; that of the network thread is in the cause.
      unchecked.addSuppressed(new Throwable("waited for here"));
      return unchecked;
    }
    return new IllegalStateException(cause);
  }
}
