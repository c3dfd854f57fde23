package io.supervisor.server.peer;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.supervisor.rpc.v1.PeerFrame;
import io.supervisor.rpc.v1.PeerServiceGrpc;
import io.supervisor.server.config.Address;
import java.io.IOException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The listening end: peers with smaller keys dial it. */
final class Acceptor {
  private static final Context.Key<byte[]> THEIR_TLS_KEY = Context.key("tls key");

  private final PeerLink.Owner owner;
  private final Handshake handshake;
  private final TlsIdentity identity;
  private final ScheduledExecutorService timer;
  private final Server server;

  Acceptor(
      Address listen,
      int messageBytesMax,
      PeerLink.Owner owner,
      Handshake handshake,
      TlsIdentity identity,
      ScheduledExecutorService timer)
      throws IOException {
    this.owner = owner;
    this.handshake = handshake;
    this.identity = identity;
    this.timer = timer;
    this.server =
        NettyServerBuilder.forAddress(listen.resolve())
            .sslContext(identity.serverContext())
            .directExecutor()
            .maxInboundMessageSize(messageBytesMax)
            .maxConcurrentCallsPerConnection(2)
            .flowControlWindow(PeerNetwork.FLOW_CONTROL_BYTES)
            .permitKeepAliveTime(5, TimeUnit.SECONDS)
            .keepAliveTime(10, TimeUnit.SECONDS)
            .keepAliveTimeout(5, TimeUnit.SECONDS)
            .addService(ServerInterceptors.intercept(new Service(), new SessionReader()))
            .build()
            .start();
  }

  int port() {
    return server.getPort();
  }

  void close() {
    server.shutdownNow();
  }

  private final class Service extends PeerServiceGrpc.PeerServiceImplBase {
    @Override
    public StreamObserver<PeerFrame> connect(StreamObserver<PeerFrame> responses) {
      var tlsKey = THEIR_TLS_KEY.get();
      var stream = (ServerCallStreamObserver<PeerFrame>) responses;
      var link = new PeerLink(owner, handshake, () -> tlsKey, false);
      // With a handler set, sending on a cancelled call is ignored instead of thrown.
      stream.setOnCancelHandler(() -> link.onError(Status.CANCELLED.asRuntimeException()));
      link.attach(stream);
      link.sayHello(handshake.hello(identity.publicKey()));
      PeerNetwork.expectHello(link, timer);
      return link;
    }
  }

  /** Carries the certificate of the connection to the call. */
  private static final class SessionReader implements ServerInterceptor {
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      var context =
          Context.current().withValue(THEIR_TLS_KEY, TlsSession.theirKey(call.getAttributes()));
      return Contexts.interceptCall(context, call, headers, next);
    }
  }
}
