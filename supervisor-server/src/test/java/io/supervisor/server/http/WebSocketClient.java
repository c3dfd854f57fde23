package io.supervisor.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A WebSocket whose texts are waited for. */
final class WebSocketClient implements AutoCloseable {
  private static final long WAIT_SECONDS = 60;

  /** Why it was closed. */
  record Closed(int code, String reason) {}

  private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
  private final CompletableFuture<Closed> closed = new CompletableFuture<>();
  private final WebSocket socket;

  WebSocketClient(HttpClient client, URI uri) {
    var address = URI.create(uri.toString().replaceFirst("http", "ws"));
    socket = client.newWebSocketBuilder().buildAsync(address, new Listener()).join();
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(
        WebSocket webSocket, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        texts.add(text.toString());
        text.setLength(0);
      }
      webSocket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
      closed.complete(new Closed(code, reason));
      return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable cause) {
      closed.completeExceptionally(cause);
    }
  }

  void send(String text) {
    socket.sendText(text, true).join();
  }

  /** Sends a text and waits for the one that comes back. */
  String ask(String text) throws InterruptedException {
    send(text);
    return next();
  }

  String next() throws InterruptedException {
    var next = texts.poll(WAIT_SECONDS, TimeUnit.SECONDS);
    assertThat(next).as("no text came").isNotNull();
    return next;
  }

  boolean isQuiet() {
    return texts.isEmpty();
  }

  Closed closed() {
    return closed.orTimeout(WAIT_SECONDS, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    socket.abort();
  }
}
