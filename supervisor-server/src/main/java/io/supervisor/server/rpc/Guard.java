package io.supervisor.server.rpc;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerBuilder;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.supervisor.server.observe.EventLog;
import io.supervisor.server.observe.RpcMetrics;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Stands before every call: lets no more in at once than the node can bear, in number and in bytes,
 * ends those whose request does not come or whose answer is not taken, so that nobody keeps others
 * out, measures, and turns whatever a service throws into a status, so that nothing a client sends
 * ends a thread of ours.
 */
final class Guard implements ServerInterceptor {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  /** How long the one request of a call, or the next of an upload, may take to arrive. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  /** An answer may be longer than a request: so many times as long may a client take it. */
  private static final int PATIENCE_FOR_ANSWERS = 4;

  private final Semaphore slots;
  private final ByteBudget bytes;
  private final RpcMetrics metrics;
  private final EventLog events;
  private final Duration patience;
  private final Set<GuardedCall<?, ?>> calls = ConcurrentHashMap.newKeySet();

  /**
   * @param patience how long a request may take to arrive
   * @param timer lives as long as the server
   */
  Guard(
      int callsMax,
      ByteBudget bytes,
      RpcMetrics metrics,
      EventLog events,
      Duration patience,
      ScheduledExecutorService timer) {
    this.slots = new Semaphore(callsMax);
    this.bytes = bytes;
    this.metrics = metrics;
    this.events = events;
    this.patience = patience;
    var look = Math.min(LOOK_EVERY.toMillis(), patience.toMillis());
    timer.scheduleWithFixedDelay(this::endOverdue, look, look, MILLISECONDS);
  }

  private void endOverdue() {
    for (var call : calls) {
      try {
        call.endIfOverdue();
      } catch (RuntimeException e) {
        // The others are to be looked at all the same, now and later.
        events.requestFailed(call.method, "overdue", e);
      }
    }
  }

  /** Puts it before a server that is being built. */
  void guard(ServerBuilder<?> server) {
    server.intercept(this).addStreamTracerFactory(bytes).addTransportFilter(bytes.shares());
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    var guarded = new GuardedCall<>(call);
    if (!slots.tryAcquire()) {
      guarded.turnAway();
      return new ServerCall.Listener<>() {};
    }
    calls.add(guarded);
    try {
      return new GuardedListener<>(next.startCall(guarded, headers), guarded);
    } catch (RuntimeException e) {
      guarded.fail(e);
      return new GuardedListener<>(new ServerCall.Listener<>() {}, guarded);
    }
  }

  /** Closes once, and measures when it does. */
  private final class GuardedCall<Q, A> extends SimpleForwardingServerCall<Q, A> {
    private static final long NEVER = Long.MAX_VALUE;

    private final MethodType type;
    private final String method;
    private final long startNanos = System.nanoTime();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicBoolean released = new AtomicBoolean();
    private final ByteBudget.Held held;

    /** By when the client has to ask on, and to have taken the answer, counted from the start. */
    private volatile long requestDueNanos;

    private volatile long answerDueNanos = NEVER;

    GuardedCall(ServerCall<Q, A> call) {
      super(call);
      type = call.getMethodDescriptor().getType();
      method = call.getMethodDescriptor().getFullMethodName();
      held = ByteBudget.of(call, this::fail);
      expectRequest();
    }

    private long elapsedNanos() {
      return System.nanoTime() - startNanos;
    }

    /** Calls whose two sides talk to each other may be silent. */
    private void expectRequest() {
      requestDueNanos =
          type == MethodType.BIDI_STREAMING ? NEVER : elapsedNanos() + patience.toNanos();
    }

    void onRequest() {
      if (!type.clientSendsOneMessage()) {
        expectRequest();
      }
    }

    /**
     * A service that is sent a stream keeps nothing of what it was given: one request at a time is
     * taken from the connection, whose window bounds those that wait.
     */
    void onRequestTaken() {
      if (type == MethodType.CLIENT_STREAMING) {
        held.requestsTaken();
      }
    }

    void onAsked() {
      requestDueNanos = NEVER;
    }

    /** While a call takes more, next to nothing of its answers waits. */
    void noteWhatWasTaken() {
      if (!type.serverSendsOneMessage() && isReady()) {
        held.answersTaken();
      }
    }

    @Override
    public void sendHeaders(Metadata headers) {
      unlessRefused(() -> super.sendHeaders(headers));
    }

    @Override
    public void sendMessage(A message) {
      noteWhatWasTaken();
      unlessRefused(() -> super.sendMessage(message));
      noteWhatWasTaken();
    }

    /** A call that was refused meanwhile takes no answer; the service need not know. */
    private void unlessRefused(Runnable step) {
      try {
        if (!isClosed()) {
          step.run();
        }
      } catch (IllegalStateException e) {
        if (!isClosed()) {
          throw e;
        }
      }
    }

    @Override
    public void close(Status status, Metadata trailers) {
      if (closed.compareAndSet(false, true)) {
        measure(status.getCode());
        answerDueNanos = elapsedNanos() + PATIENCE_FOR_ANSWERS * patience.toNanos();
        delegate().close(status, trailers);
      }
    }

    boolean isClosed() {
      return closed.get();
    }

    private void measure(Status.Code code) {
      metrics.called(method, code.name(), Duration.ofNanos(elapsedNanos()));
    }

    void turnAway() {
      fail(
          Errors.exhausted(
              Errors.Reason.TOO_MANY_CALLS, "This node answers too many calls", RETRY_AFTER));
      held.end();
    }

    /**
     * Asked again and again while the call lives. Where a request is awaited the service has not
     * begun to answer, so nothing else speaks on the call.
     */
    void endIfOverdue() {
      if (isClosed()) {
        if (elapsedNanos() >= answerDueNanos) {
          held.cut();
        }
      } else if (elapsedNanos() >= requestDueNanos) {
        fail(Errors.requestTooLate(patience));
      }
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
        calls.remove(this);
        held.end();
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
    private boolean hasRequest;

    GuardedListener(ServerCall.Listener<Q> listener, Guard.GuardedCall<?, ?> call) {
      super(listener);
      this.call = call;
    }

    @Override
    public void onMessage(Q message) {
      // What was refused meanwhile is not begun.
      if (!call.isClosed()) {
        hasRequest = true;
        call.onRequest();
        guarded(() -> super.onMessage(message));
        call.onRequestTaken();
      }
    }

    @Override
    public void onHalfClose() {
      if (!call.isClosed()) {
        if (!hasRequest && call.type.clientSendsOneMessage()) {
          call.fail(Errors.malformed("got no request, want one"));
          return;
        }
        call.onAsked();
        guarded(super::onHalfClose);
      }
    }

    @Override
    public void onReady() {
      call.noteWhatWasTaken();
      guarded(super::onReady);
    }

    @Override
    public void onCancel() {
      call.cancelled();
      call.release();
      super.onCancel();
    }

    @Override
    public void onComplete() {
      call.release();
      super.onComplete();
    }

    private void guarded(Runnable step) {
      try {
        step.run();
      } catch (RuntimeException | StackOverflowError e) {
        call.fail(
            RawRequests.isUnreadable(e)
                ? Errors.malformed("the request is no message of " + call.method)
                : e);
      }
    }
  }
}
