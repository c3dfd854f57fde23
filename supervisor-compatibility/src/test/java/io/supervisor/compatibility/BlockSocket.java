package io.supervisor.compatibility;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Subscribes to blocks by WebSocket and notices the first that does not come once and in order. */
final class BlockSocket implements WebSocket.Listener {
  private static final JsonMapper JSON = new JsonMapper();

  private final CompletableFuture<String> failure = new CompletableFuture<>();
  private final StringBuilder message = new StringBuilder();
  private volatile long first;
  private volatile long last;

  private BlockSocket() {}

  /** A subscriber that is connected. */
  record Connected(BlockSocket blocks, WebSocket socket) {}

  static CompletableFuture<Connected> connect(HttpClient client, URI node) {
    var blocks = new BlockSocket();
    return client
        .newWebSocketBuilder()
        .buildAsync(node.resolve("/api/explorer/v1/blocks/subscribe"), blocks)
        .thenApply(socket -> new Connected(blocks, socket));
  }

  /** Height of the block that came first; 0 before it. */
  long first() {
    return first;
  }

  /** Height of the block that came last. */
  long last() {
    return last;
  }

  /** What was wrong; null as long as nothing is. */
  @Nullable String failure() {
    return failure.getNow(null);
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean isLast) {
    message.append(part);
    if (isLast) {
      onBlock(JSON.readTree(message.toString()).get("height").asLong());
      message.setLength(0);
    }
    socket.request(1);
    return null;
  }

  private void onBlock(long height) {
    if (first == 0) {
      first = height;
    } else if (height != last + 1) {
      failure.complete("got block " + height + " after " + last);
    }
    last = height;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
    failure.complete("closed: " + code + " " + reason);
    return null;
  }

  @Override
  public void onError(WebSocket socket, Throwable error) {
    failure.complete(error.toString());
  }
}
