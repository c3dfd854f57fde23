package io.supervisor.server.http;

import io.supervisor.api.Height;
import io.supervisor.api.service.Value;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket. What it is sent waits in a bounded queue; a client that reads too slowly for it is
 * dropped. Public only because Jetty looks its methods up.
 */
public final class Subscriber implements Session.Listener.AutoDemanding {
  /** Texts that wait for a client. */
  static final int QUEUE_MAX = 1_024;

  /** Characters that wait for a client. */
  static final int QUEUE_CHARACTERS_MAX = 4 << 20;

  /** What a dropped client has to take the reason before its connection is cut. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final SubscriptionHub hub;
  private final Queue<String> queue = new ArrayDeque<>();
  private final Deque<Change> changes = new ArrayDeque<>();
  private Subscriptions subscriptions = Subscriptions.NONE;

  /** Used by the hub's thread alone once the WebSocket is open. */
  private Height told;

  private volatile @Nullable Session session;
  private volatile long heardNanos = System.nanoTime();
  private int queuedCharacters;
  private boolean sending;
  private boolean pumping;
  private boolean ended;
  private long cutAtNanos;

  /** What is wanted of the blocks after a height. */
  private record Change(Height since, Subscriptions wanted) {}

  Subscriber(SubscriptionHub hub, Subscriptions initial) {
    this.hub = hub;
    this.told = hub.height();
    change(initial);
  }

  /** Holds for the blocks that are not committed yet, even if earlier ones are still to be told. */
  private synchronized void change(Subscriptions wanted) {
    var since = hub.height();
    var last = changes.peekLast();
    if (last != null && last.since().equals(since)) {
      changes.removeLast(); // so there are never more than blocks to be told of
    }
    changes.addLast(new Change(since, wanted));
  }

  private synchronized Subscriptions wanted(Height block) {
    for (var next = changes.peekFirst();
        next != null && next.since().compareTo(block) < 0;
        next = changes.peekFirst()) {
      subscriptions = changes.removeFirst().wanted();
    }
    return subscriptions;
  }

  @Override
  public void onWebSocketOpen(Session opened) {
    session = opened;
    hub.opened(this);
  }

  @Override
  public void onWebSocketText(String text) {
    heardNanos = System.nanoTime();
    send(Notices.text(reply(text)));
  }

  private Value reply(String text) {
    try {
      var message = JsonFields.of(Json.read(text.getBytes(StandardCharsets.UTF_8)));
      return success(act(message));
    } catch (Json.MalformedException e) {
      return error(String.valueOf(e.getMessage()));
    } catch (ProblemException e) {
      return error(e.problem().detail());
    }
  }

  private Value act(JsonFields message) {
    var type = message.text("type");
    switch (type) {
      case "set_subscriptions" -> {
        var wanted = Subscriptions.read(message);
        message.finish();
        change(wanted);
        return Value.NULL;
      }
      case "transaction" -> {
        var hex = message.object("payload").text("tx_body");
        message.finish();
        return Value.struct().with("tx_hash", Value.hex(hub.submit(hex).toBytes())).build();
      }
      default -> {
        message.fault(
            String.format(
                Locale.ROOT,
                "unknown variant `%s`, expected `set_subscriptions` or `transaction`",
                Arguments.shown(type)));
        message.finish();
        return Value.NULL;
      }
    }
  }

  private static Value success(Value response) {
    return Value.struct().with("result", Value.of("success")).with("response", response).build();
  }

  private static Value error(String description) {
    return Value.struct()
        .with("result", Value.of("error"))
        .with("description", Value.of(description))
        .build();
  }

  /** Height of the last block that it was told of, wanted or not. */
  Height told() {
    return told;
  }

  /** Tells nothing of the blocks up to a height. */
  void leaveOut(Height height) {
    told = height;
  }

  /** Tells of a block what the client wants to hear, unless it is not the next one for it. */
  void tell(Notices notices) {
    if (!told.next().equals(notices.height())) {
      return;
    }
    told = notices.height();
    var wanted = wanted(notices.height());
    if (wanted.blocks()) {
      send(notices.block());
    }
    if (!wanted.filters().isEmpty()) {
      for (var transaction : notices.transactions()) {
        if (wanted.wants(transaction.instance(), transaction.method())) {
          send(transaction.text());
        }
      }
    }
  }

  private void send(String text) {
    synchronized (this) {
      if (ended) {
        return;
      }
      if (queue.size() < QUEUE_MAX && queuedCharacters + text.length() <= QUEUE_CHARACTERS_MAX) {
        queue.add(text);
        queuedCharacters += text.length();
        text = "";
      }
    }
    if (text.isEmpty()) {
      pump();
    } else {
      hub.dropped("reads too slowly");
      end(StatusCode.POLICY_VIOLATION, "Client reads too slowly");
    }
  }

  /** One text at a time is with the transport; whoever finds none there takes the next. */
  private void pump() {
    synchronized (this) {
      if (pumping) {
        return;
      }
      pumping = true;
    }
    for (var next = next(); next.isPresent(); next = next()) {
      open().ifPresent(sender(next.get()));
    }
  }

  private Consumer<Session> sender(String text) {
    return to -> to.sendText(text, Callback.from(this::sent, _ -> {}));
  }

  private synchronized Optional<String> next() {
    if (sending || ended || queue.isEmpty()) {
      pumping = false;
      return Optional.empty();
    }
    sending = true;
    var next = queue.remove();
    queuedCharacters -= next.length();
    return Optional.of(next);
  }

  private void sent() {
    synchronized (this) {
      sending = false;
    }
    pump();
  }

  private Optional<Session> open() {
    return Optional.ofNullable(session);
  }

  /** Closes the WebSocket with a reason; what still waits is not sent. */
  void end(int code, String reason) {
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
      cutAtNanos = System.nanoTime() + GRACE.toNanos();
      queue.clear();
      queuedCharacters = 0;
    }
    open().ifPresent(to -> to.close(code, reason, Callback.NOOP));
  }

  /** Cuts the connection of a client that was told why it ends, but does not go. */
  void cutIfOverdue() {
    synchronized (this) {
      if (!ended || System.nanoTime() - cutAtNanos < 0) {
        return;
      }
    }
    open().ifPresent(Session::disconnect);
  }

  void ping() {
    open().ifPresent(to -> to.sendPing(ByteBuffer.allocate(0), Callback.NOOP));
  }

  boolean isSilentFor(Duration time) {
    return System.nanoTime() - heardNanos > time.toNanos();
  }

  void disconnect() {
    open().ifPresent(Session::disconnect);
  }

  @Override
  public void onWebSocketPong(ByteBuffer payload) {
    heardNanos = System.nanoTime();
  }

  @Override
  public void onWebSocketClose(int code, @Nullable String reason, Callback callback) {
    gone();
    callback.succeed();
  }

  /** The connection broke, or the client broke the protocol; Jetty closes it. */
  @Override
  public void onWebSocketError(Throwable cause) {
    gone();
  }

  private void gone() {
    synchronized (this) {
      ended = true;
      queue.clear();
    }
    hub.closed(this);
  }
}
