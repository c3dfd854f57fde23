package io.supervisor.server.peer;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientStreamTracer;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.supervisor.api.PublicKey;
import io.supervisor.rpc.v1.PeerFrame;
import io.supervisor.rpc.v1.PeerServiceGrpc;
import io.supervisor.server.config.Address;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Keeps one outgoing stream to one peer: dials, and dials again with growing, jittered pauses. */
final class Dialer implements PeerLink.Owner {
  private static final long PAUSE_MS_MIN = 50;
  private static final long PAUSE_MS_MAX = 2_000;

  private final PublicKey peer;
  private final PeerLink.Owner owner;
  private final Handshake handshake;
  private final TlsIdentity identity;
  private final ScheduledExecutorService timer;
  private final ManagedChannel channel;
  private long pauseMs = PAUSE_MS_MIN;
  private boolean closed;

  Dialer(
      PublicKey peer,
      Address address,
      int messageBytesMax,
      PeerLink.Owner owner,
      Handshake handshake,
      TlsIdentity identity,
      SslContext tls,
      ScheduledExecutorService timer) {
    this.peer = peer;
    this.owner = owner;
    this.handshake = handshake;
    this.identity = identity;
    this.timer = timer;
    this.channel =
        NettyChannelBuilder.forAddress(address.host(), address.port())
            .sslContext(tls)
            .directExecutor()
            .maxInboundMessageSize(messageBytesMax)
            .flowControlWindow(PeerNetwork.FLOW_CONTROL_BYTES)
            .keepAliveTime(10, TimeUnit.SECONDS)
            .keepAliveTimeout(5, TimeUnit.SECONDS)
            .build();
  }

  synchronized void dial() {
    if (closed) {
      return;
    }
    // Our pauses count, not the channel's, which grow to minutes.
    channel.resetConnectBackoff();
    var call = new AtomicReference<ClientCall<?, ?>>();
    var link =
        new PeerLink(this, handshake, () -> TlsSession.theirKey(call.get().getAttributes()), true);
    var stub = PeerServiceGrpc.newStub(channel).withInterceptors(new CallKeeper(call, link));
    PeerNetwork.expectHello(link, timer);
    stub.connect(new Attached(link));
    link.sayHello(handshake.hello(identity.publicKey()));
  }

  @Override
  public void onGreeted(PeerLink link, PublicKey proven) throws HandshakeException {
    if (!proven.equals(peer)) {
      throw new HandshakeException("other peer: got " + proven + ", want " + peer);
    }
    owner.onGreeted(link, proven);
    synchronized (this) {
      pauseMs = PAUSE_MS_MIN;
    }
  }

  @Override
  public void onMessage(PeerLink link, PublicKey from, ByteString message) {
    owner.onMessage(link, from, message);
  }

  @Override
  public void onClosed(PeerLink link, @Nullable PublicKey greeted, Status reason) {
    owner.onClosed(link, peer, reason);
    redial();
  }

  /** Dials again after a pause. */
  private synchronized void redial() {
    if (closed) {
      return;
    }
    var jittered = pauseMs / 2 + ThreadLocalRandom.current().nextLong(pauseMs / 2 + 1);
    pauseMs = Math.min(pauseMs * 2, PAUSE_MS_MAX);
    try {
      timer.schedule(this::dial, jittered, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // The network is being closed, and nobody is to be dialled any more.
      closed = true;
    }
  }

  synchronized void close() {
    closed = true;
    channel.shutdownNow();
  }

  /** Lets the link have the outgoing side before anything can arrive. */
  private record Attached(PeerLink link) implements ClientResponseObserver<PeerFrame, PeerFrame> {
    @Override
    public void beforeStart(ClientCallStreamObserver<PeerFrame> requests) {
      link.attach(requests);
    }

    @Override
    public void onNext(PeerFrame frame) {
      link.onNext(frame);
    }

    @Override
    public void onError(Throwable problem) {
      link.onError(problem);
    }

    @Override
    public void onCompleted() {
      link.onCompleted();
    }
  }

  /**
   * Keeps the call, because only it knows the certificate of its connection, and tells the link of
   * bytes as they come.
   */
  private record CallKeeper(AtomicReference<ClientCall<?, ?>> kept, PeerLink link)
      implements ClientInterceptor {
    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(
        MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
      var call = next.newCall(method, options.withStreamTracerFactory(new Intake(link)));
      kept.set(call);
      return new SimpleForwardingClientCall<>(call) {};
    }
  }

  private static final class Intake extends ClientStreamTracer.Factory {
    private final PeerLink link;

    Intake(PeerLink link) {
      this.link = link;
    }

    @Override
    public ClientStreamTracer newClientStreamTracer(
        ClientStreamTracer.StreamInfo info, Metadata headers) {
      return new ClientStreamTracer() {
        @Override
        public void inboundWireSize(long bytes) {
          link.received(bytes);
        }
      };
    }
  }
}
