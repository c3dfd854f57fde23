package io.supervisor.server.peer;

import com.google.protobuf.ByteString;
import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.supervisor.api.PublicKey;
import io.supervisor.rpc.v1.PeerFrame;
import io.supervisor.rpc.v1.PeerServiceGrpc;
import io.supervisor.server.config.Address;
import io.supervisor.server.config.Listener;
import io.supervisor.server.intake.Connections;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The listening end: peers with smaller keys dial it. Whoever has not shown that he is one of them
 * may cost a connection for {@link PeerNetwork#HELLO_TIMEOUT_MS} and a few bytes.
 */
final class Acceptor {
  /** Connections that nobody has introduced himself on yet. */
  private static final int STRANGERS_MAX = 64;

  private static final Context.Key<Attributes> CONNECTION = Context.key("connection");
  private static final Context.Key<Intake> INTAKE = Context.key("intake");

  private final PeerLink.Owner owner;
  private final Handshake handshake;
  private final TlsIdentity identity;
  private final ScheduledExecutorService timer;
  private final Connections connections = Connections.ofKnown(STRANGERS_MAX);
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
    this.server = start(listen, messageBytesMax);
  }

  private Server start(Address listen, int messageBytesMax) throws IOException {
    var address = listen.resolve();
    var builder =
        NettyServerBuilder.forAddress(address)
            .sslContext(identity.serverContext())
            .directExecutor()
            .maxInboundMessageSize(messageBytesMax)
            .maxConcurrentCallsPerConnection(2)
            .flowControlWindow(PeerNetwork.FLOW_CONTROL_BYTES)
            .permitKeepAliveTime(5, TimeUnit.SECONDS)
            .keepAliveTime(10, TimeUnit.SECONDS)
            .keepAliveTimeout(5, TimeUnit.SECONDS)
            .handshakeTimeout(PeerNetwork.HELLO_TIMEOUT_MS, TimeUnit.MILLISECONDS)
            .maxConnectionIdle(PeerNetwork.HELLO_TIMEOUT_MS, TimeUnit.MILLISECONDS)
            .addStreamTracerFactory(new IntakeFactory())
            .addService(ServerInterceptors.intercept(new Service(), new ConnectionReader()));
    connections.accept(builder);
    try {
      return builder.build().start();
    } catch (IOException e) {
      connections.close();
      throw Listener.PEERS.refused(address, e);
    } catch (RuntimeException e) {
      connections.close();
      throw e;
    }
  }

  int port() {
    return server.getPort();
  }

  /** Connections of others that have not been introduced. */
  int strangers() {
    return connections.strangers();
  }

  void close() {
    server.shutdownNow();
    connections.close();
  }

  private final class Service extends PeerServiceGrpc.PeerServiceImplBase {
    @Override
    public StreamObserver<PeerFrame> connect(StreamObserver<PeerFrame> responses) {
      var connection = CONNECTION.get();
      var tlsKey = TlsSession.theirKey(connection);
      var stream = (ServerCallStreamObserver<PeerFrame>) responses;
      var link =
          new PeerLink(
              new Introducing(
                  Objects.requireNonNull(connection.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR))),
              handshake,
              () -> tlsKey,
              false);
      INTAKE.get().link = link;
      // With a handler set, sending on a cancelled call is ignored instead of thrown.
      stream.setOnCancelHandler(() -> link.onError(Status.CANCELLED.asRuntimeException()));
      link.attach(stream);
      link.sayHello(handshake.hello(identity.publicKey()));
      PeerNetwork.expectHello(link, timer);
      return link;
    }
  }

  /** A connection whose other end is a peer is no stranger's. */
  private final class Introducing implements PeerLink.Owner {
    private final SocketAddress remote;

    Introducing(SocketAddress remote) {
      this.remote = remote;
    }

    @Override
    public void onGreeted(PeerLink link, PublicKey peer) throws HandshakeException {
      owner.onGreeted(link, peer);
      connections.known(remote);
    }

    @Override
    public void onMessage(PeerLink link, PublicKey peer, ByteString message) {
      owner.onMessage(link, peer, message);
    }

    @Override
    public void onClosed(PeerLink link, @Nullable PublicKey peer, Status reason) {
      owner.onClosed(link, peer, reason);
    }
  }

  /** Tells a link of bytes as they come, before they make a frame. */
  private static final class Intake extends ServerStreamTracer {
    /** Set by the thread that begins the call, which is that of the connection. */
    private @Nullable PeerLink link;

    @Override
    public Context filterContext(Context context) {
      return context.withValue(INTAKE, this);
    }

    @Override
    public void inboundWireSize(long bytes) {
      if (link != null) {
        link.received(bytes);
      }
    }
  }

  private static final class IntakeFactory extends ServerStreamTracer.Factory {
    @Override
    public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
      return new Intake();
    }
  }

  /** Carries what is known of the connection to the call. */
  private static final class ConnectionReader implements ServerInterceptor {
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      var context = Context.current().withValue(CONNECTION, call.getAttributes());
      return Contexts.interceptCall(context, call, headers, next);
    }
  }
}
