package io.supervisor.server.rpc;

import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Ways to answer a call. */
final class Answers {
  /** Longest that an ordinary call waits for the node, whatever the client's deadline. */
  private static final Duration WAIT_MAX = Duration.ofSeconds(30);

  private Answers() {}

  static <A> void answer(StreamObserver<A> observer, A answer) {
    observer.onNext(answer);
    observer.onCompleted();
  }

  /**
   * Waits for the node within the deadline of the call.
   *
   * @throws StatusRuntimeException if it takes longer
   */
  static <T> T await(CompletableFuture<T> future) {
    var deadline = Context.current().getDeadline();
    var wait = WAIT_MAX.toNanos();
    if (deadline != null) {
      wait = Math.min(wait, deadline.timeRemaining(TimeUnit.NANOSECONDS));
    }
    try {
      return future.get(wait, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw Errors.tooLong();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Errors.tooLong();
    } catch (ExecutionException e) {
      if (Errors.unwrapped(e) instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Waits, then answers. */
  static <T, A> void answer(
      StreamObserver<A> observer, CompletableFuture<T> future, Function<T, A> message) {
    answer(observer, message.apply(await(future)));
  }
}
