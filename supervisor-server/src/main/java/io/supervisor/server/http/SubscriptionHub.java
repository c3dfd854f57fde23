package io.supervisor.server.http;

import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.server.node.NodeApi;
import io.supervisor.server.observe.EventLog;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;

/**
 * All WebSockets of the explorer. One thread reads every block once, in order, and hands what is
 * told of it to those that want it. Source: rest.md section 4.5.
 */
final class SubscriptionHub implements Upgrades, AutoCloseable {
  /**
   * What WebSockets may cost.
   *
   * @param subscribersMax at once
   * @param pingEvery how often each is asked whether it is there
   * @param silentMax how long it may not answer
   */
  record Limits(int subscribersMax, Duration pingEvery, Duration silentMax) {
    static final Limits DEFAULT = new Limits(2_000, Duration.ofSeconds(20), Duration.ofSeconds(60));
  }

  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final Duration IDLE_MAX = Duration.ofMinutes(5);
  private static final Duration GRACE = Duration.ofSeconds(2);
  private static final String SHUT_DOWN = "Explorer service shut down";

  private static final String WS = ExplorerApi.ROOT + "ws";
  private static final String BLOCKS = ExplorerApi.ROOT + "blocks/subscribe";
  private static final String TRANSACTIONS = ExplorerApi.ROOT + "transactions/subscribe";

  private final NodeApi node;
  private final EventLog events;
  private final BodyLimits bodies;
  private final ServerWebSocketContainer container;
  private final Limits limits;
  private final Set<Subscriber> subscribers = ConcurrentHashMap.newKeySet();
  private final NodeApi.Subscription subscription;
  private final Thread thread;
  private volatile boolean closed;

  SubscriptionHub(
      NodeApi node, GatewayServer server, BodyLimits bodies, EventLog events, Limits limits) {
    this.node = node;
    this.events = events;
    this.bodies = bodies;
    this.limits = limits;
    this.container = ServerWebSocketContainer.ensure(server.jetty());
    container.setIdleTimeout(IDLE_MAX);
    thread = Thread.ofVirtual().name("http-subscriptions").unstarted(this::run);
    subscription = node.subscribe(_ -> LockSupport.unpark(thread));
    thread.start();
  }

  @Override
  public boolean handles(String path) {
    return path.equals(WS) || path.equals(BLOCKS) || path.equals(TRANSACTIONS);
  }

  @Override
  public Optional<Answer> upgrade(Request request, Response response, Callback callback) {
    var path = request.getHttpURI().getDecodedPath();
    if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
      return refuse(Problem.of(405, "Method not allowed", "").with("Allow", "GET"));
    }
    if (!request.getHeaders().contains(HttpHeader.UPGRADE, "websocket")) {
      return refuse(Problem.badRequest("WebSocket expected", "want an upgrade to a WebSocket"));
    }
    if (closed) {
      return refuse(Problem.notFound("Server shut down", SHUT_DOWN));
    }
    if (subscribers.size() >= limits.subscribersMax()) {
      return refuse(
          Problem.of(503, "Too many subscribers", "Use another node").with("Retry-After", "5"));
    }
    var initial = initial(path, request);
    container.setMaxTextMessageSize(bodies.json());
    var upgraded =
        container.upgrade(
            (_, upgrade, _) -> {
              upgrade.setExtensions(List.of()); // compression costs memory for each client
              return new Subscriber(this, initial);
            },
            request,
            response,
            callback);
    return upgraded
        ? Optional.empty()
        : refuse(Problem.badRequest("WebSocket expected", "the upgrade lacks some header"));
  }

  private static Optional<Answer> refuse(Problem problem) {
    return Optional.of(problem.answer());
  }

  private static Subscriptions initial(String path, Request request) {
    return switch (path) {
      case BLOCKS -> Subscriptions.BLOCKS;
      case TRANSACTIONS -> Subscriptions.transactions(Query.parse(request.getHttpURI().getQuery()));
      default -> Subscriptions.NONE;
    };
  }

  /** Height of the last committed block. */
  Height height() {
    return ChainView.of(node).height();
  }

  void opened(Subscriber subscriber) {
    subscribers.add(subscriber);
    if (closed) {
      subscriber.end(StatusCode.SHUTDOWN, SHUT_DOWN);
    }
    LockSupport.unpark(
        thread); // blocks may have come since the client was told that it is connected
  }

  void closed(Subscriber subscriber) {
    subscribers.remove(subscriber);
  }

  void dropped(String reason) {
    events.watcherDropped("explorer WebSocket", reason);
  }

  /** Throws a problem if the node does not take the transaction. */
  Hash submit(String hex) {
    return Transactions.submit(node, hex).orElseThrow(Problem::exception);
  }

  int subscribers() {
    return subscribers.size();
  }

  private void run() {
    var pingAt = System.nanoTime() + limits.pingEvery().toNanos();
    while (!closed) {
      tell();
      if (System.nanoTime() - pingAt >= 0) {
        pingAt = System.nanoTime() + limits.pingEvery().toNanos();
        subscribers.forEach(this::pingOrDisconnect);
      }
      subscribers.forEach(Subscriber::cutIfOverdue);
      if (!closed && leastTold().filter(told -> told.compareTo(height()) < 0).isEmpty()) {
        LockSupport.parkNanos(Math.min(LOOK_EVERY.toNanos(), limits.pingEvery().toNanos()));
      }
    }
  }

  private void pingOrDisconnect(Subscriber subscriber) {
    if (subscriber.isSilentFor(limits.silentMax())) {
      subscriber.disconnect();
    } else {
      subscriber.ping();
    }
  }

  /** Tells each of the blocks that it has not been told of. */
  private void tell() {
    var view = ChainView.of(node);
    var least = leastTold();
    if (least.isEmpty()) {
      return;
    }
    try {
      for (var at = least.get().next(); at.compareTo(view.height()) <= 0; at = at.next()) {
        var notices = new Notices(view, at);
        subscribers.forEach(subscriber -> subscriber.tell(notices));
      }
    } catch (RuntimeException e) {
      var errorId = Long.toHexString(ThreadLocalRandom.current().nextLong());
      events.requestFailed("explorer WebSocket", errorId, e);
      // Nobody is to go on as if no block had been left out.
      subscribers.forEach(subscriber -> {
        subscriber.leaveOut(view.height());
        subscriber.end(StatusCode.SERVER_ERROR, "Internal error, error_id " + errorId);
      });
    }
  }

  /** Height up to which all have been told; empty if there is nobody. */
  private Optional<Height> leastTold() {
    return subscribers.stream().map(Subscriber::told).min(Comparator.naturalOrder());
  }

  /** Closes all WebSockets with the reason, and waits a little for them to go. */
  @Override
  public void close() {
    closed = true;
    subscription.close();
    LockSupport.unpark(thread);
    subscribers.forEach(subscriber -> subscriber.end(StatusCode.SHUTDOWN, SHUT_DOWN));
    var deadline = System.nanoTime() + GRACE.toNanos();
    while (!subscribers.isEmpty() && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
    subscribers.forEach(Subscriber::disconnect);
  }
}
