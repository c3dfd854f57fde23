package io.supervisor.server.peer;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.CallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.supervisor.api.PublicKey;
import io.supervisor.rpc.v1.PeerFrame;
import io.supervisor.rpc.v1.PeerHello;
import io.supervisor.rpc.v1.PeerMessages;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One stream, from either end.
 *
 * <p>States: new → greeted (the other's hello was accepted) → closed. Our own hello leaves first;
 * messages leave only when greeted. Senders may call from any thread; incoming frames come from one
 * network thread at a time.
 */
final class PeerLink implements StreamObserver<PeerFrame> {
  /** Frames are filled up to this size, so that urgent messages never wait behind much. */
  private static final int FRAME_BYTES = 64 << 10;

  /**
   * Bytes that the other side may send before its hello was accepted; a hello has a few hundred.
   */
  private static final int HELLO_BYTES_MAX = 4 << 10;

  /** What a link tells whoever made it. */
  interface Owner {
    /** Decides whether a proven peer may talk; throws to refuse it. */
    void onGreeted(PeerLink link, PublicKey peer) throws HandshakeException;

    void onMessage(PeerLink link, PublicKey peer, ByteString message);

    /** Called once, last. The peer is null if it never was greeted. */
    void onClosed(PeerLink link, @Nullable PublicKey peer, Status reason);
  }

  private final Owner owner;
  private final Handshake handshake;
  private final Supplier<byte[]> theirTlsKey;
  private final boolean outgoing;
  private final Outbox outbox = new Outbox();
  private @Nullable CallStreamObserver<PeerFrame> out;
  private volatile @Nullable PublicKey peer;
  private boolean closed;

  /** Used by the thread of the connection. */
  private long bytesBeforeHello;

  /**
   * @param theirTlsKey public key of the certificate that the other side showed, DER; asked when
   *     its hello is there
   */
  PeerLink(Owner owner, Handshake handshake, Supplier<byte[]> theirTlsKey, boolean outgoing) {
    this.owner = owner;
    this.handshake = handshake;
    this.theirTlsKey = theirTlsKey;
    this.outgoing = outgoing;
  }

  boolean outgoing() {
    return outgoing;
  }

  /** Null until the other side has proved who it is. */
  @Nullable PublicKey peer() {
    return peer;
  }

  /** Must be called before any frame can arrive. */
  synchronized void attach(CallStreamObserver<PeerFrame> stream) {
    out = stream;
    stream.setOnReadyHandler(this::flush);
  }

  synchronized void sayHello(PeerHello hello) {
    if (!closed && out != null) {
      out.onNext(PeerFrame.newBuilder().setHello(hello).build());
    }
  }

  /** Queues a message; {@link #flush} sends it. */
  synchronized void enqueue(Lane lane, ByteString message) {
    if (!closed) {
      outbox.add(lane, message);
    }
  }

  /** Sends what the stream takes now; the rest follows when there is room. */
  synchronized void flush() {
    if (out == null || peer == null) {
      return;
    }
    while (!closed && out.isReady()) {
      var batch = outbox.take(FRAME_BYTES);
      if (batch.isEmpty()) {
        return;
      }
      out.onNext(
          PeerFrame.newBuilder()
              .setMessages(PeerMessages.newBuilder().addAllMessages(batch))
              .build());
    }
  }

  /** Bytes have come; they need not make a frame yet. Called on the thread of the connection. */
  void received(long bytes) {
    if (peer == null) {
      bytesBeforeHello += bytes;
      if (bytesBeforeHello > HELLO_BYTES_MAX) {
        close(
            Status.RESOURCE_EXHAUSTED.withDescription(
                "before the hello: got more than " + HELLO_BYTES_MAX + " bytes"));
      }
    }
  }

  @Override
  public void onNext(PeerFrame frame) {
    var known = peer;
    if (known == null) {
      greet(frame);
    } else if (frame.hasMessages()) {
      frame.getMessages().getMessagesList().forEach(m -> owner.onMessage(this, known, m));
    } else {
      close(Status.INVALID_ARGUMENT.withDescription("frame: got no messages"));
    }
  }

  private void greet(PeerFrame frame) {
    try {
      if (!frame.hasHello()) {
        throw new HandshakeException("first frame: got no hello");
      }
      var proven = handshake.verify(frame.getHello(), theirTlsKey.get());
      owner.onGreeted(this, proven);
      peer = proven;
      flush();
    } catch (HandshakeException e) {
      close(Status.PERMISSION_DENIED.withDescription(e.getMessage()));
    }
  }

  @Override
  public void onError(Throwable problem) {
    end(Status.fromThrowable(problem));
  }

  @Override
  public void onCompleted() {
    end(Status.OK);
  }

  /** Ends the stream and tells the other side why. */
  void close(Status reason) {
    CallStreamObserver<PeerFrame> stream;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      stream = out;
    }
    if (stream != null) {
      stream.onError(new StatusRuntimeException(reason));
    }
    owner.onClosed(this, peer, reason);
  }

  /** The stream has ended by itself. */
  private void end(Status reason) {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    owner.onClosed(this, peer, reason);
  }
}
