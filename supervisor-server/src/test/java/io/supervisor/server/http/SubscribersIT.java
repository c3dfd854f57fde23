package io.supervisor.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.server.http.HttpFixture.Port;
import io.supervisor.server.rpc.CapturedLog;
import java.io.IOException;
import java.net.Socket;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Many subscribers, and one that does not read. */
@Isolated("reads the log and the heap of this process")
class SubscribersIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int SUBSCRIBERS = 1_000;
  private static final int BLOCKS = 20;
  private static final String BLOCKS_PATH = ExplorerApi.ROOT + "blocks/subscribe";

  private HttpFixture http;

  @BeforeEach
  void start(@TempDir Path folder) throws IOException {
    http = new HttpFixture(folder);
  }

  @AfterEach
  void stop() {
    http.close();
  }

  /** Checks that blocks come in order, each once, without keeping them. */
  private static final class Counter implements WebSocket.Listener {
    private final CountDownLatch done;
    private final AtomicReference<String> fault;
    private final StringBuilder text = new StringBuilder();
    private int height;

    Counter(CountDownLatch done, AtomicReference<String> fault) {
      this.done = done;
      this.fault = fault;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        height++;
        if (!text.toString().startsWith("{\"type\":\"block\",\"height\":" + height + ",")) {
          fault.compareAndSet("", "got " + text + ", want height " + height);
        }
        text.setLength(0);
        if (height == BLOCKS) {
          done.countDown();
        }
      }
      socket.request(1);
      return null;
    }
  }

  @Test
  void aThousandGetEachBlockOnceInOrder() throws InterruptedException {
    var done = new CountDownLatch(SUBSCRIBERS);
    var fault = new AtomicReference<>("");
    var sockets = new ArrayList<WebSocket>();
    var before = usedHeap();
    var uri =
        java.net.URI.create(
            http.uri(Port.PUBLIC, BLOCKS_PATH).toString().replaceFirst("http", "ws"));
    for (var i = 0; i < SUBSCRIBERS; i++) {
      sockets.add(
          http.client.newWebSocketBuilder().buildAsync(uri, new Counter(done, fault)).join());
    }
    Awaitility.await().atMost(PATIENCE).until(() -> http.servers.subscribers() == SUBSCRIBERS);
    var start = System.nanoTime();
    http.node.commit(BLOCKS);
    assertThat(done.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as(fault.get()).isTrue();
    System.out.printf(
        "%d subscribers: %d blocks each in %d ms; heap with both ends in this process %+d MiB%n",
        SUBSCRIBERS, BLOCKS, (System.nanoTime() - start) / 1_000_000, (usedHeap() - before) >> 20);
    assertThat(fault.get()).isEmpty();
    sockets.forEach(WebSocket::abort);
    Awaitility.await().atMost(PATIENCE).until(() -> http.servers.subscribers() == 0);
  }

  private static long usedHeap() {
    System.gc();
    var runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @Test
  void whoDoesNotReadIsDroppedAndDelaysNobody() throws Exception {
    try (var _ = deaf();
        var other = new WebSocketClient(http.client, http.uri(Port.PUBLIC, BLOCKS_PATH))) {
      Awaitility.await().atMost(PATIENCE).until(() -> http.servers.subscribers() == 2);
      for (var height = 1; http.servers.subscribers() == 2; height++) {
        assertThat(height).as("blocks until the drop").isLessThan(50_000);
        http.node.commit();
        assertThat(other.next()).startsWith("{\"type\":\"block\",\"height\":" + height + ",");
      }
      assertThat(http.servers.subscribers()).isEqualTo(1);
    }
  }

  @Test
  void whoReadsAgainInTimeLearnsWhyHeWasDropped() {
    // A second time if this machine takes longer than the client is given.
    Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(this::readAfterTheDrop);
  }

  private void readAfterTheDrop() throws Exception {
    var path = http.uri(Port.PUBLIC, BLOCKS_PATH);
    try (var log = new CapturedLog();
        var slow = deaf();
        var other = new WebSocketClient(http.client, path)) {
      Awaitility.await().until(() -> http.servers.subscribers() == 2);
      while (log.lines("dropped").isEmpty()) {
        http.node.commit();
        other.next();
      }
      slow.setSoTimeout(20_000);
      var read = slow.getInputStream().readAllBytes();
      // The last frame: FIN and CLOSE, its length, 1008, and the words.
      var reason = "Client reads too slowly".getBytes(StandardCharsets.US_ASCII);
      var frame =
          ByteBuffer.allocate(4 + reason.length)
              .put((byte) 0x88)
              .put((byte) (2 + reason.length))
              .putShort((short) 1008)
              .put(reason)
              .array();
      assertThat(read).endsWith(frame);
    }
  }

  /** A client that subscribes and does not read. */
  private Socket deaf() throws IOException {
    var deaf = new Socket();
    deaf.setReceiveBufferSize(1_024);
    deaf.connect(http.address(Port.PUBLIC));
    deaf.getOutputStream()
        .write(
            """
            GET %s HTTP/1.1\r
            Host: localhost\r
            Upgrade: websocket\r
            Connection: Upgrade\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            Sec-WebSocket-Version: 13\r
            \r
            """
                .formatted(BLOCKS_PATH)
                .getBytes(StandardCharsets.US_ASCII));
    return deaf;
  }
}
