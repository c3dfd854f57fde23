package io.supervisor.server.rpc;

import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerStreamTracer;
import io.grpc.ServerTransportFilter;
import io.supervisor.server.rpc.Errors.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that the calls of one server may make the node hold at once: requests from when they
 * arrive, whole or not, and answers until their client takes them. Flow control bounds neither: it
 * counts only what gRPC has not taken over yet.
 *
 * <p>When there is too much, the call ends that holds the most, of the connection that holds the
 * most, so that those who ask for little are served whatever others do. It is told why, unless
 * answers wait before that: then its stream is reset, which frees them at once.
 */
final class ByteBudget extends ServerStreamTracer.Factory {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /** What a frame costs besides its bytes, so that many small ones are no way around. */
  static final int FRAME_BYTES = 256;

  private static final Context.Key<Held> HELD = Context.key("bytes held");
  private static final Attributes.Key<AtomicLong> SHARE = Attributes.Key.create("bytes held");

  private final long bytesMax;
  private final long shareMax;
  private final int requestBytesMax;
  private final Map<String, Integer> longerRequests;
  private final AtomicLong total = new AtomicLong();
  private final Set<Held> calls = ConcurrentHashMap.newKeySet();

  /**
   * @param bytesMax of all calls
   * @param shareMax of the calls of one connection
   * @param requestBytesMax of the requests of one call
   * @param longerRequests methods whose requests may be longer, by full name
   */
  ByteBudget(
      long bytesMax, long shareMax, int requestBytesMax, Map<String, Integer> longerRequests) {
    this.bytesMax = bytesMax;
    this.shareMax = shareMax;
    this.requestBytesMax = requestBytesMax;
    this.longerRequests = Map.copyOf(longerRequests);
  }

  /** Bytes held now. */
  long total() {
    return total.get();
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
    return new Held(longerRequests.getOrDefault(method, requestBytesMax));
  }

  /** Gives each connection its share; the server needs it beside the tracers. */
  ServerTransportFilter shares() {
    return new ServerTransportFilter() {
      @Override
      public Attributes transportReady(Attributes attributes) {
        return attributes.toBuilder().set(SHARE, new AtomicLong()).build();
      }
    };
  }

  /** What the call holds that begins on this thread. */
  static Held of(ServerCall<?, ?> call, Consumer<Throwable> refuse) {
    var held = HELD.get();
    var share = call.getAttributes().get(SHARE);
    if (held == null || share == null) {
      throw new IllegalStateException("the server counts no bytes");
    }
    held.begin(share, refuse);
    return held;
  }

  private static Throwable tooMuch() {
    return Errors.exhausted(
        Reason.TOO_MANY_BYTES, "This node holds too much for its clients", RETRY_AFTER);
  }

  private void makeRoom(Held asking) {
    if (isWithin(asking)) {
      return;
    }
    var leaving = new ArrayList<Held>();
    // One at a time, or two threads would each end a call for the same bytes.
    synchronized (calls) {
      while (!isWithin(asking)) {
        var most = asking.sharedBytes() > shareMax ? most(asking.share) : most(null);
        if (most.isEmpty()) {
          break;
        }
        if (most.get().end()) {
          leaving.add(most.get());
        }
      }
    }
    leaving.forEach(call -> call.tell(tooMuch()));
  }

  private boolean isWithin(Held asking) {
    return asking.sharedBytes() <= shareMax && total.get() <= bytesMax;
  }

  /** The call that holds the most, of one connection or of the one that does. */
  private Optional<Held> most(@Nullable AtomicLong share) {
    return calls.stream()
        .filter(call -> share == null || call.share == share)
        .max(Comparator.comparingLong(Held::sharedBytes).thenComparingLong(Held::bytes));
  }

  /** What one call holds. Bytes come on network threads, answers on any. */
  final class Held extends ServerStreamTracer {
    private final int longest;
    private Context.@Nullable CancellableContext context;
    private AtomicLong share = new AtomicLong();
    private Consumer<Throwable> refusal = _ -> {};

    /** Used by the thread of the connection. */
    private long requestBytes;

    private long received;
    private long unpacked;
    private long unread;
    private volatile long charged;
    private boolean ended;

    private Held(int longest) {
      this.longest = longest;
    }

    @Override
    public Context filterContext(Context outer) {
      context = outer.withValue(HELD, this).withCancellation();
      return context;
    }

    private void begin(AtomicLong share, Consumer<Throwable> refusal) {
      this.share = share;
      this.refusal = refusal;
      calls.add(this);
    }

    private long sharedBytes() {
      return share.get();
    }

    private long bytes() {
      return charged;
    }

    @Override
    public void inboundWireSize(long bytes) {
      requestBytes += bytes;
      if (requestBytes > longest) {
        refuse(Errors.requestTooLong(longest));
      } else {
        hold(bytes + FRAME_BYTES, 0, 0);
      }
    }

    /** A compressed request is counted while it is being unpacked. */
    @Override
    public void inboundUncompressedSize(long bytes) {
      hold(0, bytes, 0);
    }

    @Override
    public void outboundWireSize(long bytes) {
      hold(0, 0, bytes + FRAME_BYTES);
    }

    private void hold(long wire, long plain, long answer) {
      synchronized (this) {
        if (ended) {
          return;
        }
        received += wire;
        unpacked += plain;
        unread += answer;
        charge(Math.max(received, unpacked) + unread);
      }
      makeRoom(this);
    }

    /** The service has done with what came so far; what comes is held from now on. */
    synchronized void requestsTaken() {
      received = 0;
      unpacked = 0;
      if (!ended) {
        charge(unread);
      }
    }

    /** The client has taken the answers so far. */
    synchronized void answersTaken() {
      unread = 0;
      if (!ended) {
        charge(Math.max(received, unpacked));
      }
    }

    private void charge(long bytes) {
      var more = bytes - charged;
      charged = bytes;
      share.addAndGet(more);
      total.addAndGet(more);
    }

    /** Ends the call with a status, if there is still a way to tell it, and frees what it holds. */
    private void refuse(Throwable reason) {
      if (end()) {
        tell(reason);
      }
    }

    private void tell(Throwable reason) {
      refusal.accept(reason);
      cut();
    }

    /** Ends the stream, whatever the client does. */
    void cut() {
      if (context != null) {
        // Of all causes only this one ends the stream on the server's side.
        context.cancel(new TimeoutException());
      }
    }

    /** Nothing is held any more; false if that was so before. */
    boolean end() {
      synchronized (this) {
        if (ended) {
          return false;
        }
        charge(0);
        ended = true;
      }
      calls.remove(this);
      return true;
    }
  }
}
