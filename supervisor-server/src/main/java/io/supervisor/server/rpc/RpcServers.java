package io.supervisor.server.rpc;

import io.grpc.BindableService;
import io.grpc.InsecureServerCredentials;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.supervisor.api.service.Read;
import io.supervisor.core.blockchain.QueryEngine;
import io.supervisor.rpc.v1.ArtifactServiceGrpc;
import io.supervisor.rpc.v1.LedgerServiceGrpc;
import io.supervisor.rpc.v1.QueryServiceGrpc;
import io.supervisor.rpc.v1.SupervisorAdminServiceGrpc;
import io.supervisor.server.config.Listener;
import io.supervisor.server.intake.Connections;
import io.supervisor.server.javaruntime.ArtifactDirectory;
import io.supervisor.server.javaruntime.ProtoSources;
import io.supervisor.server.javaruntime.ServiceJar;
import io.supervisor.server.node.NodeApi;
import io.supervisor.server.observe.EventLog;
import io.supervisor.server.observe.Metrics;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The public and the private gRPC server of a node; either may be off. Closing them ends all calls.
 */
public final class RpcServers implements AutoCloseable {
  /** Calls of one server at once, watchers included. */
  private static final int CALLS_MAX = 4_096;

  private static final int CALLS_PER_CONNECTION_MAX = 1_024;
  private static final int METADATA_BYTES_MAX = 16 << 10;

  /** Bytes of a request, unless one transaction may be longer. */
  private static final int REQUEST_BYTES_MAX = 8 << 20;

  /** Bytes of the requests that ask for something by a name, a hash, or many. */
  private static final int SHORT_REQUEST_BYTES_MAX = 512 << 10;

  /** Bytes of an upload, chunks and all. */
  private static final int UPLOAD_BYTES_MAX = ServiceJar.BYTES_MAX + (1 << 20);

  /** Part of the heap that the clients of one server may fill. */
  private static final int HEAP_PART = 8;

  /** Methods whose requests may be as long as a transaction, or many. */
  private static final List<MethodDescriptor<?, ?>> LONG_REQUESTS =
      List.of(
          LedgerServiceGrpc.getSubmitTransactionMethod(),
          LedgerServiceGrpc.getSubmitTransactionsMethod(),
          QueryServiceGrpc.getQueryMethod(),
          SupervisorAdminServiceGrpc.getDeployMethod(),
          SupervisorAdminServiceGrpc.getProposeMethod(),
          SupervisorAdminServiceGrpc.getMigrateMethod(),
          SupervisorAdminServiceGrpc.getAbortMigrationMethod());

  /** Bytes on their way that a connection may have sent before anybody counts them. */
  private static final int FLOW_CONTROL_BYTES = 256 << 10;

  private static final int CONNECTIONS_MAX = 4_096;

  /** A connection without calls is closed, as is one whose client does not answer. */
  private static final Duration CONNECTION_IDLE_MAX = Duration.ofMinutes(5);

  private static final Duration KEEP_ALIVE_EVERY = Duration.ofMinutes(1);

  /** What a request has besides a transaction of the greatest length. */
  private static final int ENVELOPE_BYTES_MAX = 1 << 10;

  private static final Duration KEEP_ALIVE_LEAST = Duration.ofSeconds(10);
  private static final Duration GRACE = Duration.ofSeconds(3);

  /**
   * Certificate and key of this node in PEM, and the authority that clients' certificates are of.
   */
  public record Tls(Path certificate, Path key, Path clientAuthority) {}

  /**
   * Where to listen.
   *
   * @param privateTls required unless the private address is a loopback one
   * @param development whether a private port without TLS is meant so, and needs no warning
   */
  public record Options(
      Optional<InetSocketAddress> publicAddress,
      Optional<InetSocketAddress> privateAddress,
      Optional<Tls> privateTls,
      boolean development) {}

  /**
   * What is served.
   *
   * @param version of the software, for people
   * @param peerAddress of this node, for people
   */
  public record Served(
      NodeApi node,
      QueryEngine queries,
      ArtifactDirectory artifacts,
      ProtoSources protoSources,
      String version,
      String peerAddress) {}

  private final CommitSignal commits;
  private final Watchers watchers;
  private final HealthUpdates status;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService timer = timer();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final List<Server> started = new ArrayList<>();
  private final List<Connections> accepted = new ArrayList<>();
  private final Optional<Server> publicServer;
  private final Optional<Server> privateServer;

  /**
   * Binds and begins to serve.
   *
   * @throws IOException if an address cannot be bound, or a file of TLS not be read
   * @throws IllegalArgumentException if the private address can be reached from elsewhere, and
   *     there is no TLS
   */
  public static RpcServers start(Served served, Options options, Metrics metrics, EventLog events)
      throws IOException {
    var credentials = privateCredentials(options, events);
    return new RpcServers(served, options, credentials, metrics, events);
  }

  private RpcServers(
      Served served,
      Options options,
      ServerCredentials privateCredentials,
      Metrics metrics,
      EventLog events)
      throws IOException {
    commits = new CommitSignal(served.node());
    watchers = new Watchers(commits, metrics.rpc(), events);
    status = new HealthUpdates(served.node());
    try {
      publicServer =
          start(
              Listener.PUBLIC_GRPC,
              options.publicAddress(),
              InsecureServerCredentials.create(),
              publicServices(served),
              served.node(),
              guard(served.node(), 0, metrics, events));
      privateServer =
          start(
              Listener.PRIVATE_GRPC,
              options.privateAddress(),
              privateCredentials,
              privateServices(served),
              served.node(),
              guard(served.node(), 2L * UPLOAD_BYTES_MAX, metrics, events));
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
    publicAddress().ifPresent(address -> events.listening("grpc_public", address.toString()));
    privateAddress().ifPresent(address -> events.listening("grpc_private", address.toString()));
  }

  private Guard guard(NodeApi node, long bytesLeast, Metrics metrics, EventLog events) {
    return new Guard(
        CALLS_MAX, budget(node, bytesLeast), metrics.rpc(), events, Guard.PATIENCE, timer);
  }

  private static ByteBudget budget(NodeApi node, long bytesLeast) {
    var longest = requestBytesMax(node);
    var longer = new HashMap<String, Integer>();
    for (var method : LONG_REQUESTS) {
      longer.put(method.getFullMethodName(), longest);
    }
    longer.put(ArtifactServiceGrpc.getUploadArtifactMethod().getFullMethodName(), UPLOAD_BYTES_MAX);
    var most = Math.max(bytesLeast, Runtime.getRuntime().maxMemory() / HEAP_PART);
    most = Math.max(most, 2L * longest);
    return new ByteBudget(most, most / 4 * 3, SHORT_REQUEST_BYTES_MAX, longer);
  }

  private static ServerCredentials privateCredentials(Options options, EventLog events)
      throws IOException {
    if (options.privateTls().isPresent()) {
      var tls = options.privateTls().get();
      return TlsServerCredentials.newBuilder()
          .keyManager(tls.certificate().toFile(), tls.key().toFile())
          .trustManager(tls.clientAuthority().toFile())
          .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
          .build();
    }
    if (options.privateAddress().isPresent()) {
      var address = options.privateAddress().get();
      if (address.isUnresolved() || !address.getAddress().isLoopbackAddress()) {
        throw new IllegalArgumentException(
            "private gRPC address: got %s without TLS, want a loopback address or TLS with client certificates"
                .formatted(address));
      }
      if (!options.development()) {
        events.plainPrivatePort(address.toString());
      }
    }
    return InsecureServerCredentials.create();
  }

  private List<BindableService> publicServices(Served served) {
    var node = served.node();
    return List.of(
        new LedgerRpc(node, watchers),
        new QueryRpc(node, served.queries(), Read.Visibility.PUBLIC),
        new SupervisorRpc(node, served.protoSources(), watchers));
  }

  /** The private port offers what the public one does, too: administrators need one address. */
  private List<BindableService> privateServices(Served served) {
    var node = served.node();
    return List.of(
        new LedgerRpc(node, watchers),
        new QueryRpc(node, served.queries(), Read.Visibility.PRIVATE),
        new SupervisorRpc(node, served.protoSources(), watchers),
        new SupervisorAdminRpc(node),
        new ArtifactRpc(served.artifacts(), watchers),
        new NodeAdminRpc(node, served.version(), served.peerAddress()));
  }

  private Optional<Server> start(
      Listener listener,
      Optional<InetSocketAddress> address,
      ServerCredentials credentials,
      List<BindableService> services,
      NodeApi node,
      Guard guard)
      throws IOException {
    if (address.isEmpty()) {
      return Optional.empty();
    }
    var connections = Connections.refusingAbove(CONNECTIONS_MAX);
    accepted.add(connections);
    var builder =
        NettyServerBuilder.forAddress(address.get(), credentials)
            .executor(threads)
            .maxInboundMessageSize(requestBytesMax(node))
            .maxInboundMetadataSize(METADATA_BYTES_MAX)
            .maxConcurrentCallsPerConnection(CALLS_PER_CONNECTION_MAX)
            .flowControlWindow(FLOW_CONTROL_BYTES)
            .maxConnectionIdle(CONNECTION_IDLE_MAX.toSeconds(), TimeUnit.SECONDS)
            .keepAliveTime(KEEP_ALIVE_EVERY.toSeconds(), TimeUnit.SECONDS)
            .permitKeepAliveTime(KEEP_ALIVE_LEAST.toSeconds(), TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .addService(ProtoReflectionServiceV1.newInstance());
    guard.guard(builder);
    connections.accept(builder);
    services.forEach(builder::addService);
    var names = new ArrayList<String>();
    services.forEach(service -> names.add(service.bindService().getServiceDescriptor().getName()));
    builder.addService(status.serve(new HealthStatusManager(), names));
    try {
      var server = builder.build().start();
      started.add(server);
      return Optional.of(server);
    } catch (IOException e) {
      throw listener.refused(address.get(), e);
    }
  }

  private static ScheduledExecutorService timer() {
    var timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("rpc-timer").daemon().factory());
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  private static int requestBytesMax(NodeApi node) {
    var longest = Ledger.of(node).schema().consensusConfig().maxMessageLen();
    // Unsigned on the chain, but no request is longer than an array.
    var most = Math.min(Integer.toUnsignedLong(longest) + ENVELOPE_BYTES_MAX, Integer.MAX_VALUE);
    return (int) Math.max(REQUEST_BYTES_MAX, most);
  }

  /** Where the public server listens; empty if it is off. */
  public Optional<InetSocketAddress> publicAddress() {
    return publicServer.map(RpcServers::address);
  }

  /** Where the private server listens; empty if it is off. */
  public Optional<InetSocketAddress> privateAddress() {
    return privateServer.map(RpcServers::address);
  }

  private static InetSocketAddress address(Server server) {
    return (InetSocketAddress) server.getListenSockets().getFirst();
  }

  /** Tells clients to go elsewhere, ends the watches, and waits a little for calls to end. */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    status.close();
    commits.close();
    started.forEach(Server::shutdown);
    watchers.close();
    try {
      for (var server : started) {
        if (!server.awaitTermination(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
          server.shutdownNow();
          server.awaitTermination(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      started.forEach(Server::shutdownNow);
    }
    accepted.forEach(Connections::close);
    threads.shutdown();
    timer.shutdownNow();
  }
}
