package io.supervisor.server.rpc;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.supervisor.server.observe.EventLog;
import io.supervisor.server.observe.RpcMetrics;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Stands before every call: lets no more in at once than the node can bear, ends those whose
 * request does not come, so that nobody keeps others out by calls that ask nothing, measures, and
 * turns whatever a service throws into a status, so that nothing a client sends ends a thread of
 * ours.
 */
final class Guard implements ServerInterceptor {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /** How long the one request of a call may take to arrive. */
  static final Duration REQUEST_WITHIN = Duration.ofSeconds(30);

  private final Semaphore slots;
  private final RpcMetrics metrics;
  private final EventLog events;
  private final Duration requestWithin;
  private final ScheduledExecutorService timer;

  /**
   * @param requestWithin how long the one request of a call may take to arrive
   * @param timer lives as long as the server
   */
  Guard(
      int callsMax,
      RpcMetrics metrics,
      EventLog events,
      Duration requestWithin,
      ScheduledExecutorService timer) {
    this.slots = new Semaphore(callsMax);
    this.metrics = metrics;
    this.events = events;
    this.requestWithin = requestWithin;
    this.timer = timer;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    var method = call.getMethodDescriptor().getFullMethodName();
    var guarded = new GuardedCall<>(call, method);
    if (!slots.tryAcquire()) {
      guarded.refuse();
      return new ServerCall.Listener<>() {};
    }
    try {
      var listener = new GuardedListener<>(next.startCall(guarded, headers), guarded);
      if (call.getMethodDescriptor().getType().clientSendsOneMessage()) {
        listener.expectRequest(
            timer.schedule(guarded::expire, requestWithin.toMillis(), MILLISECONDS));
      }
      return listener;
    } catch (RuntimeException e) {
      guarded.fail(e);
      guarded.release();
      return new ServerCall.Listener<>() {};
    }
  }

  /** Closes once, and measures when it does. */
  private final class GuardedCall<Q, A> extends SimpleForwardingServerCall<Q, A> {
    private final String method;
    private final long startNanos = System.nanoTime();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicBoolean released = new AtomicBoolean();

    GuardedCall(ServerCall<Q, A> call, String method) {
      super(call);
      this.method = method;
    }

    @Override
    public void close(Status status, Metadata trailers) {
      if (closed.compareAndSet(false, true)) {
        measure(status.getCode());
        delegate().close(status, trailers);
      }
    }

    private void measure(Status.Code code) {
      metrics.called(method, code.name(), Duration.ofNanos(System.nanoTime() - startNanos));
    }

    void refuse() {
      var refusal =
          Errors.exhausted(
              Errors.Reason.TOO_MANY_CALLS, "This node answers too many calls", RETRY_AFTER);
      close(refusal.getStatus(), trailers(refusal));
    }

    /** The request did not come; the service has not begun, so nothing else speaks on the call. */
    void expire() {
      fail(Errors.requestTooLate(requestWithin));
    }

    void fail(Throwable thrown) {
      var cause = Errors.unwrapped(thrown);
      var told = Errors.known(cause).orElseGet(() -> fault(cause));
      close(told.getStatus(), trailers(told));
    }

    private io.grpc.StatusRuntimeException fault(Throwable cause) {
      var errorId = Long.toHexString(ThreadLocalRandom.current().nextLong());
      events.requestFailed(method, errorId, cause);
      return Errors.internal(errorId);
    }

    /** The client has gone. */
    void cancelled() {
      if (closed.compareAndSet(false, true)) {
        measure(Status.Code.CANCELLED);
      }
    }

    void release() {
      if (released.compareAndSet(false, true)) {
        slots.release();
      }
    }
  }

  private static Metadata trailers(io.grpc.StatusRuntimeException exception) {
    var trailers = exception.getTrailers();
    return trailers == null ? new Metadata() : trailers;
  }

  private static final class GuardedListener<Q> extends SimpleForwardingServerCallListener<Q> {
    private final Guard.GuardedCall<?, ?> call;
    private Future<?> expiry = CompletableFuture.completedFuture(null);

    GuardedListener(ServerCall.Listener<Q> listener, Guard.GuardedCall<?, ?> call) {
      super(listener);
      this.call = call;
    }

    /** Set before the call has any event. */
    void expectRequest(Future<?> ending) {
      expiry = ending;
    }

    @Override
    public void onMessage(Q message) {
      guarded(() -> super.onMessage(message));
    }

    @Override
    public void onHalfClose() {
      expiry.cancel(false);
      guarded(super::onHalfClose);
    }

    @Override
    public void onReady() {
      guarded(super::onReady);
    }

    @Override
    public void onCancel() {
      expiry.cancel(false);
      call.cancelled();
      call.release();
      super.onCancel();
    }

    @Override
    public void onComplete() {
      expiry.cancel(false);
      call.release();
      super.onComplete();
    }

    private void guarded(Runnable step) {
      try {
        step.run();
      } catch (RuntimeException | StackOverflowError e) {
        call.fail(e);
      }
    }
  }
}
