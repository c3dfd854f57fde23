package io.supervisor.server.rpc;

import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.supervisor.api.Height;
import io.supervisor.server.node.NodeStoppedException;
import io.supervisor.server.observe.EventLog;
import io.supervisor.server.observe.RpcMetrics;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Streams of watchers: each has a virtual thread that waits for blocks and for its client. Nothing
 * is queued for a client that does not read; it is dropped after {@link #SLOW_AFTER}.
 */
final class Watchers implements AutoCloseable {
  /** Fewer than the calls that a server answers at once, so that watchers leave room for others. */
  static final int WATCHERS_MAX = 3_072;

  static final Duration SLOW_AFTER = Duration.ofSeconds(30);

  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  /** How often a watcher looks whether its client is still there while no blocks come. */
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  /** What a watcher does: sends until there is nothing more to send, for ever if need be. */
  @FunctionalInterface
  interface Watch<A> {
    void run(Stream<A> stream) throws Gone, InterruptedException;
  }

  /** The client has gone, or the node stops; nothing is left to be done. */
  static final class Gone extends Exception {
    private static final long serialVersionUID = 1;

    Gone() {
      super(null, null, false, false);
    }
  }

  private final CommitSignal commits;
  private final RpcMetrics metrics;
  private final EventLog events;
  private final Duration slowAfter;
  private final Semaphore slots = new Semaphore(WATCHERS_MAX);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  Watchers(CommitSignal commits, RpcMetrics metrics, EventLog events) {
    this(commits, metrics, events, SLOW_AFTER);
  }

  Watchers(CommitSignal commits, RpcMetrics metrics, EventLog events, Duration slowAfter) {
    this.commits = commits;
    this.metrics = metrics;
    this.events = events;
    this.slowAfter = slowAfter;
  }

  CommitSignal commits() {
    return commits;
  }

  /**
   * Begins a watch on a thread of its own, to be called on that of the call.
   *
   * @throws NodeStoppedException if the watches have been ended meanwhile
   */
  <A> void start(String method, StreamObserver<A> observer, Watch<A> watch) {
    if (!slots.tryAcquire()) {
      throw Errors.exhausted(
          Errors.Reason.TOO_MANY_WATCHERS, "This node has too many watchers", RETRY_AFTER);
    }
    var stream = new Stream<>((ServerCallStreamObserver<A>) observer);
    var context = Context.current();
    metrics.watcherOpened();
    try {
      threads.execute(() -> {
        try {
          context.run(() -> run(method, stream, watch));
        } finally {
          ended();
        }
      });
    } catch (RejectedExecutionException e) {
      ended();
      throw new NodeStoppedException();
    }
  }

  private void ended() {
    metrics.watcherClosed();
    slots.release();
  }

  private <A> void run(String method, Stream<A> stream, Watch<A> watch) {
    try {
      watch.run(stream);
      stream.observer.onCompleted();
    } catch (Gone e) {
      stream.end(commits.isClosed());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stream.end(true);
    } catch (StatusRuntimeException e) {
      events.watcherDropped(method, String.valueOf(e.getStatus().getDescription()));
      stream.observer.onError(e);
    } catch (RuntimeException e) {
      var errorId = Integer.toHexString(System.identityHashCode(e));
      events.requestFailed(method, errorId, e);
      stream.observer.onError(Errors.known(e).orElseGet(() -> Errors.internal(errorId)));
    }
  }

  /** One watcher's stream, used by its thread. */
  final class Stream<A> {
    private final ServerCallStreamObserver<A> observer;
    private volatile @Nullable Thread waiting;

    private Stream(ServerCallStreamObserver<A> observer) {
      this.observer = observer;
      observer.setOnReadyHandler(this::wake);
      observer.setOnCancelHandler(this::wake);
    }

    private void wake() {
      LockSupport.unpark(waiting);
    }

    /** Sends once the client takes more; drops a client that takes nothing for too long. */
    void send(A message) throws Gone {
      waiting = Thread.currentThread();
      var deadline = System.nanoTime() + slowAfter.toNanos();
      while (!observer.isReady()) {
        throwIfGone();
        var left = deadline - System.nanoTime();
        if (left <= 0) {
          throw Errors.exhausted(
              Errors.Reason.WATCHER_TOO_SLOW,
              "Nothing was read for "
                  + slowAfter.toSeconds()
                  + " s; go on from the last height seen",
              Duration.ZERO);
        }
        LockSupport.parkNanos(Math.min(left, LOOK_EVERY.toNanos()));
      }
      throwIfGone();
      observer.onNext(message);
    }

    /** Waits for a block. */
    void awaitBlock(Height height) throws Gone, InterruptedException {
      while (!commits.await(height, LOOK_EVERY)) {
        throwIfGone();
      }
      throwIfGone();
    }

    private void throwIfGone() throws Gone {
      if (observer.isCancelled() || commits.isClosed()) {
        throw new Gone();
      }
    }

    private void end(boolean stopping) {
      if (stopping && !observer.isCancelled()) {
        Errors.known(new NodeStoppedException()).ifPresent(observer::onError);
      }
    }
  }

  /** Ends all watches; the signal has to be closed before. */
  @Override
  public void close() {
    threads.close();
  }
}
