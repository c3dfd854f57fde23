package io.supervisor.server.http;

import io.supervisor.server.config.Listener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** One HTTP/1.1 server within its limits; handlers run on virtual threads and may block. */
final class GatewayServer implements AutoCloseable {
  private static final int HEADER_BYTES_MAX = 16 << 10;
  private static final int PLATFORM_THREADS_MAX = 16;
  private static final int BACKLOG = 256;

  /** What the system keeps for a client that does not read. */
  private static final int SEND_BUFFER_BYTES = 256 << 10;

  /** A connection on which nothing happens for so long is closed. */
  private static final Duration IDLE_MAX = Duration.ofSeconds(30);

  private static final Duration GRACE = Duration.ofSeconds(2);

  private final Listener listener;
  private final Server server;
  private final ServerConnector connector;

  private GatewayServer(Listener listener, Server server, ServerConnector connector) {
    this.listener = listener;
    this.server = server;
    this.connector = connector;
  }

  /** A server that is not started, so that WebSockets can be added. */
  // setMinRequestDataRate: ends requests whose body comes too slowly.
  @SuppressWarnings("removal")
  static GatewayServer create(Listener listener, InetSocketAddress address) {
    var name = listener == Listener.PUBLIC_HTTP ? "public" : "private";
    var threads = new QueuedThreadPool(PLATFORM_THREADS_MAX, 1);
    threads.setName("http-" + name);
    threads.setVirtualThreadsExecutor(
        VirtualThreads.getNamedVirtualThreadsExecutor("http-" + name + "-"));
    var server = new Server(threads);
    var http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEADER_BYTES_MAX);
    var connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(address.getAddress().getHostAddress());
    connector.setPort(address.getPort());
    connector.setIdleTimeout(IDLE_MAX.toMillis());
    connector.setAcceptQueueSize(BACKLOG);
    connector.setAcceptedSendBufferSize(SEND_BUFFER_BYTES);
    server.addConnector(connector);
    server.setErrorHandler(new ProblemErrorHandler());
    server.setStopTimeout(GRACE.toMillis());
    return new GatewayServer(listener, server, connector);
  }

  Server jetty() {
    return server;
  }

  /** Binds and begins to serve. */
  void start(Handler handler) throws IOException {
    start(handler, ConnectionWatch.Limits.DEFAULT);
  }

  /** As {@link #start(Handler)}, with other limits. */
  void start(Handler handler, ConnectionWatch.Limits limits) throws IOException {
    var watch = new ConnectionWatch(new GracefulHandler(handler), limits);
    connector.addBean(watch);
    server.setHandler(watch);
    try {
      server.start();
      watch.start(connector.getScheduler());
    } catch (IOException e) {
      close();
      throw listener.refused(new InetSocketAddress(connector.getHost(), connector.getPort()), e);
    } catch (RuntimeException e) {
      close();
      throw e;
    } catch (Exception e) {
      close();
      throw new IllegalStateException(e);
    }
  }

  /** Where it listens. */
  InetSocketAddress address() {
    return new InetSocketAddress(connector.getHost(), connector.getLocalPort());
  }

  /** Waits a little for requests to end. */
  @Override
  public void close() {
    try {
      server.stop();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
