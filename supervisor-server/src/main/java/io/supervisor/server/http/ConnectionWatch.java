package io.supervisor.server.http;

import io.supervisor.server.intake.Sites;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Keeps the connections of one server within their limits. The headers of a request have to come as
 * a whole within a time, not each piece of them; where there are too many connections, the one that
 * has asked for nothing for the longest time makes room; no address has more than its part. Safe
 * for use by many threads.
 */
final class ConnectionWatch extends Handler.Wrapper implements Connection.Listener {
  /**
   * What connections may cost.
   *
   * @param connectionsMax at once
   * @param perAddressMax of them from one site; those of this machine are not counted
   * @param headersWithin of a request, from the opening of its connection or its first byte
   */
  record Limits(int connectionsMax, int perAddressMax, Duration headersWithin) {
    static final Limits DEFAULT = new Limits(4_096, Sites.CONNECTIONS_MAX, Duration.ofSeconds(10));
  }

  private final Limits limits;
  private final Map<Connection, Open> open = new HashMap<>();
  private final Map<String, Integer> perAddress = new HashMap<>();

  /** A connection. */
  private static final class Open {
    private final Optional<String> address;
    private boolean asking;

    /** When it was opened, or the first byte of a request was noticed; not while it is asking. */
    private long sinceNanos = System.nanoTime();

    /** What had come when the last request was answered; -1 before the first. */
    private long bytesBefore = -1;

    /**
     * @param asking also a WebSocket, to which it is given to be silent
     */
    Open(Optional<String> address, boolean asking) {
      this.address = address;
      this.asking = asking;
    }
  }

  ConnectionWatch(Handler handler, Limits limits) {
    super(handler);
    this.limits = limits;
  }

  /** Looks at the connections from now on, as long as the scheduler runs. */
  void start(Scheduler scheduler) {
    var every = Math.max(10, Math.min(1_000, limits.headersWithin().toMillis() / 4));
    scheduler.schedule(
        () -> {
          closeOverdue();
          start(scheduler);
        },
        every,
        TimeUnit.MILLISECONDS);
  }

  @Override
  public void onOpened(Connection connection) {
    var address = Sites.of(connection.getEndPoint().getRemoteSocketAddress());
    Connection leaving = null;
    synchronized (this) {
      var count = address.map(known -> perAddress.getOrDefault(known, 0)).orElse(0);
      if (count >= limits.perAddressMax()) {
        leaving = connection;
      } else if (open.size() >= limits.connectionsMax()) {
        leaving = longestSilent().orElse(connection);
      }
      if (leaving != connection) {
        open.put(connection, new Open(address, !(connection instanceof Connection.UpgradeFrom)));
        address.ifPresent(known -> perAddress.merge(known, 1, Integer::sum));
      }
      if (leaving != null) {
        forget(leaving);
      }
    }
    if (leaving != null) {
      leaving.getEndPoint().close();
    }
  }

  @Override
  public void onClosed(Connection connection) {
    synchronized (this) {
      forget(connection);
    }
  }

  /** Of those that ask for nothing, or have not finished asking. */
  private Optional<Connection> longestSilent() {
    return open.entrySet().stream()
        .filter(entry -> !entry.getValue().asking)
        .min(Comparator.comparingLong(entry -> entry.getValue().sinceNanos))
        .map(Map.Entry::getKey);
  }

  private void forget(Connection connection) {
    var known = open.remove(connection);
    if (known != null) {
      known.address.ifPresent(address ->
          perAddress.computeIfPresent(
              address, (_, count) -> count == 1 ? null : Integer.valueOf(count - 1)));
    }
  }

  private void closeOverdue() {
    var overdue = new ArrayList<Connection>();
    synchronized (this) {
      var now = System.nanoTime();
      for (var entry : open.entrySet()) {
        if (isOverdue(entry.getKey(), entry.getValue(), now)) {
          overdue.add(entry.getKey());
        }
      }
      overdue.forEach(this::forget);
    }
    overdue.forEach(connection -> connection.getEndPoint().close());
  }

  /** One that rests between two requests is the affair of the idle timeout. */
  private boolean isOverdue(Connection connection, Open known, long now) {
    if (known.asking) {
      return false;
    }
    if (connection.getBytesIn() == known.bytesBefore) {
      known.sinceNanos = now;
    }
    return now - known.sinceNanos > limits.headersWithin().toNanos();
  }

  /** The headers of a request have come. */
  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    var connection = request.getConnectionMetaData().getConnection();
    synchronized (this) {
      var known = open.get(connection);
      if (known != null) {
        known.asking = true;
        Request.addCompletionListener(request, _ -> answered(connection));
      }
    }
    return super.handle(request, response, callback);
  }

  private synchronized void answered(Connection connection) {
    var known = open.get(connection);
    if (known != null) {
      known.asking = false;
      known.sinceNanos = System.nanoTime();
      known.bytesBefore = connection.getBytesIn();
    }
  }
}
