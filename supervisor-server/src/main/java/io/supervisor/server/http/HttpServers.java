package io.supervisor.server.http;

import io.supervisor.api.service.Read;
import io.supervisor.core.blockchain.QueryEngine;
import io.supervisor.server.config.Listener;
import io.supervisor.server.javaruntime.ProtoSources;
import io.supervisor.server.node.NodeApi;
import io.supervisor.server.observe.EventLog;
import io.supervisor.server.observe.Metrics;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/**
 * The public and the private HTTP server of a node; either may be off. They stay as they are while
 * services come and go.
 */
public final class HttpServers implements AutoCloseable {
  /**
   * Where to listen.
   *
   * @param privateAddress a loopback one: there is no TLS
   * @param publicOrigin CORS: {@code *}, or origins with commas between
   * @param privateHosts names, in lower case, by which the private server may be asked besides
   *     those of loopback
   * @param jsonBytesMax of a request's body; empty = as the chain's configuration says
   * @param development whether a private port without TLS is meant so, and needs no warning
   */
  public record Options(
      Optional<InetSocketAddress> publicAddress,
      Optional<InetSocketAddress> privateAddress,
      Optional<String> publicOrigin,
      Optional<String> privateOrigin,
      Set<String> privateHosts,
      OptionalLong jsonBytesMax,
      boolean development) {}

  /**
   * What is served.
   *
   * @param protoSources of the framework and of the artifacts whose code this node has
   * @param version of the software, for people
   */
  public record Served(
      NodeApi node, QueryEngine queries, ProtoSources protoSources, String version) {}

  private final List<AutoCloseable> started = new ArrayList<>();
  private final List<SubscriptionHub> hubs = new ArrayList<>();
  private final Optional<GatewayServer> publicServer;
  private final Optional<GatewayServer> privateServer;

  /**
   * Binds and begins to serve.
   *
   * @throws IOException if an address cannot be bound
   * @throws IllegalArgumentException if the private address can be reached from elsewhere
   */
  public static HttpServers start(Served served, Options options, Metrics metrics, EventLog events)
      throws IOException {
    requireLoopback(options, events);
    return new HttpServers(served, options, metrics, events);
  }

  private static void requireLoopback(Options options, EventLog events) {
    if (options.privateAddress().isEmpty()) {
      return;
    }
    var address = options.privateAddress().get();
    if (address.isUnresolved() || !address.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "private HTTP address: got %s, want a loopback address", address));
    }
    if (!options.development()) {
      events.plainPrivatePort(address.toString());
    }
  }

  private HttpServers(Served served, Options options, Metrics metrics, EventLog events)
      throws IOException {
    var limits = new BodyLimits(served.node(), options.jsonBytesMax());
    try {
      publicServer =
          start(
              Listener.PUBLIC_HTTP,
              options.publicAddress(),
              Hosts.any(),
              new Cors(options.publicOrigin()),
              limits,
              publicRoutes(served),
              server ->
                  Optional.of(
                      new SubscriptionHub(
                          served.node(), server, limits, events, SubscriptionHub.Limits.DEFAULT)),
              events);
      privateServer =
          start(
              Listener.PRIVATE_HTTP,
              options.privateAddress(),
              Hosts.loopbackAnd(options.privateHosts()),
              new Cors(privateOrigin(options)),
              limits,
              privateRoutes(served, metrics),
              _ -> Optional.empty(),
              events);
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
    publicAddress().ifPresent(address -> events.listening("http_public", address.toString()));
    privateAddress().ifPresent(address -> events.listening("http_private", address.toString()));
  }

  /** Networks for development of before were made with every page allowed. */
  private static Optional<String> privateOrigin(Options options) {
    return options.privateOrigin().filter(origin -> !(options.development() && origin.equals("*")));
  }

  private static Routes publicRoutes(Served served) {
    var endpoints = new ArrayList<Endpoint>();
    endpoints.addAll(new ExplorerApi(served.node()).endpoints());
    endpoints.addAll(new SupervisorApi(served.node()).publicEndpoints());
    endpoints.addAll(new ProtoSourcesApi(served.protoSources()).endpoints());
    return new Routes("public", served.version(), endpoints, reads(served, Read.Visibility.PUBLIC));
  }

  private static Routes privateRoutes(Served served, Metrics metrics) {
    var endpoints = new ArrayList<Endpoint>();
    endpoints.addAll(new SystemApi(served.node(), served.version()).endpoints());
    endpoints.addAll(new SupervisorApi(served.node()).privateEndpoints());
    endpoints.addAll(OperatorPages.endpoints(metrics, new Health(served.node())));
    return new Routes(
        "private", served.version(), endpoints, reads(served, Read.Visibility.PRIVATE));
  }

  private static ServiceReads reads(Served served, Read.Visibility port) {
    return new ServiceReads(served.node(), served.queries(), port);
  }

  private Optional<GatewayServer> start(
      Listener listener,
      Optional<InetSocketAddress> address,
      Hosts hosts,
      Cors cors,
      BodyLimits limits,
      Routes routes,
      Function<GatewayServer, Optional<SubscriptionHub>> webSockets,
      EventLog events)
      throws IOException {
    if (address.isEmpty()) {
      return Optional.empty();
    }
    var server = GatewayServer.create(listener, address.get());
    var upgrades = webSockets.apply(server);
    upgrades.ifPresent(started::add);
    upgrades.ifPresent(hubs::add);
    started.add(server);
    server.start(
        new Gateway(
            routes, hosts, cors, limits, upgrades.map(hub -> hub), events, Gateway.Limits.DEFAULT));
    return Optional.of(server);
  }

  /** Where the public server listens; empty if it is off. */
  public Optional<InetSocketAddress> publicAddress() {
    return publicServer.map(GatewayServer::address);
  }

  /** Where the private server listens; empty if it is off. */
  public Optional<InetSocketAddress> privateAddress() {
    return privateServer.map(GatewayServer::address);
  }

  /** WebSockets that are open now. */
  int subscribers() {
    return hubs.stream().mapToInt(SubscriptionHub::subscribers).sum();
  }

  /** WebSockets first, which are told why; then the servers, which wait a little. */
  @Override
  public void close() {
    for (var closeable : started) {
      try {
        closeable.close();
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    started.clear();
  }
}
