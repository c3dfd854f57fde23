package io.supervisor.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.supervisor.api.service.Read;
import io.supervisor.core.supervisor.SupervisorMode;
import io.supervisor.server.config.Listener;
import io.supervisor.server.javaruntime.ArtifactDirectory;
import io.supervisor.server.javaruntime.JavaArtifactSource;
import io.supervisor.server.observe.EventLog;
import io.supervisor.server.rpc.LocalNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What happens at the limits of a server that has low ones. */
@Timeout(180)
class GatewayLimitsTest {
  private static final int LONG_BYTES = 4 << 20;
  private static final Duration PING_EVERY = Duration.ofMillis(100);
  private static final Duration SILENT_MAX = Duration.ofSeconds(6);
  private static final Duration HEADERS_WITHIN = Duration.ofSeconds(4);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final CountDownLatch go = new CountDownLatch(1);
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private SubscriptionHub hub;
  private GatewayServer server;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    var node =
        new LocalNode(SupervisorMode.SIMPLE, new JavaArtifactSource(new ArtifactDirectory(folder)));
    var endpoints =
        List.of(
            Endpoint.get("/short", "", List.of(), "Any", _ -> text("short")),
            Endpoint.get("/long", "", List.of(), "Any", _ -> text("x".repeat(LONG_BYTES))),
            Endpoint.get("/waits", "", List.of(), "Any", _ -> waited()),
            Endpoint.post(
                "/post",
                "",
                List.of(new Endpoint.Content(Answer.JSON, "Any")),
                "Any",
                _ -> text("posted")));
    server =
        GatewayServer.create(
            Listener.PUBLIC_HTTP, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    var bodies = new BodyLimits(node, OptionalLong.of(3 << 20));
    hub =
        new SubscriptionHub(
            node,
            server,
            bodies,
            new EventLog(),
            new SubscriptionHub.Limits(3, PING_EVERY, SILENT_MAX));
    server.start(
        new Gateway(
            new Routes(
                "limits",
                "1",
                endpoints,
                new ServiceReads(node, node.queries(), Read.Visibility.PUBLIC)),
            Hosts.any(),
            new Cors(Optional.empty()),
            bodies,
            Optional.of(hub),
            new EventLog(),
            new Gateway.Limits(
                20, 8 << 20, new BodyIntake.Limits(20, 8 << 20, 1_000, Duration.ofMillis(500)))),
        new ConnectionWatch.Limits(100, 50, HEADERS_WITHIN));
  }

  @AfterEach
  void stop() throws Exception {
    go.countDown();
    for (var closeable : opened) {
      closeable.close();
    }
    client.close();
    hub.close();
    server.close();
  }

  private static Answer text(String text) {
    return Answer.text(200, "text/plain", text);
  }

  private Answer waited() {
    try {
      go.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return text("waited");
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.address().getPort() + path);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
  }

  private void isBusy(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("retry-after")).contains("1");
    assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
    assertThat(answer.body()).contains("Too many requests at once");
  }

  /** Sends these bytes and reads nothing. */
  private Socket raw(String text) throws Exception {
    var socket = new Socket();
    opened.add(socket);
    socket.setReceiveBufferSize(1_024);
    socket.setSoTimeout(20_000);
    socket.connect(server.address());
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  @Test
  void moreRequestsThanTheNodeCanBearAreAskedToComeAgain() throws Exception {
    for (var i = 0; i < 20; i++) {
      raw("GET /waits HTTP/1.1\r\nHost: x\r\n\r\n");
    }
    await().atMost(PATIENCE).untilAsserted(() -> isBusy(get("/short")));
    go.countDown();
    await().atMost(PATIENCE).until(() -> get("/short").statusCode() == 200);
  }

  @Test
  void answersThatNobodyReadsAreBounded() throws Exception {
    var deaf = new ArrayList<Socket>();
    for (var i = 0; i < 10; i++) {
      deaf.add(raw("GET /long HTTP/1.1\r\nHost: x\r\n\r\n"));
    }
    await().atMost(PATIENCE).untilAsserted(() -> isBusy(get("/long")));
    assertThat(get("/short").body()).isEqualTo("short");
    for (var socket : deaf) {
      socket.close();
    }
    await().atMost(PATIENCE).until(() -> get("/long").body().length() == LONG_BYTES);
  }

  @Test
  void whoSendsTooMuchCanReadTheAnswer() throws Exception {
    var length = 7 << 20;
    var socket =
        raw(
            """
            POST /post HTTP/1.1\r
            Host: x\r
            Content-Type: application/json\r
            Content-Length: %d\r
            Connection: close\r
            \r
            """
                .formatted(length));
    var part = new byte[64 << 10];
    for (var sent = 0; sent < length; sent += part.length) {
      socket.getOutputStream().write(part);
    }
    assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
        .startsWith("HTTP/1.1 413 ")
        .contains("Request body too large");
  }

  @Test
  void whoDribblesABodyKeepsNobodyOut() throws Exception {
    var head = "POST /post HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
    var never = new ArrayList<Socket>();
    for (var i = 0; i < 40; i++) {
      never.add(raw(head + "Content-Length: 3000000\r\n\r\n[1,"));
    }
    var small =
        HttpRequest.newBuilder(uri("/post"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("[]"))
            .build();
    assertThat(get("/short").statusCode()).isEqualTo(200);
    // Room is made once those who came before have had their second.
    await()
        .atMost(PATIENCE)
        .until(() -> client.send(small, BodyHandlers.ofString()).body().equals("posted"));
    var long3 = "[" + " ".repeat(2_999_000) + "]";
    var large =
        HttpRequest.newBuilder(uri("/post"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(long3))
            .build();
    await()
        .atMost(PATIENCE)
        .until(() -> client.send(large, BodyHandlers.ofString()).body().equals("posted"));
    for (var socket : never) {
      socket.close();
    }
  }

  @Test
  void aBodyThatComesTooSlowlyIsRefused() throws Exception {
    var head = "POST /post HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
    var socket = raw(head + "Content-Length: 3000000\r\n\r\n[");
    var answer = new StringBuilder();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> {
          if (socket.getInputStream().available() == 0) {
            socket.getOutputStream().write(' ');
            return false;
          }
          answer.append(
              new String(
                  socket.getInputStream().readNBytes(socket.getInputStream().available()),
                  StandardCharsets.US_ASCII));
          return true;
        });
    assertThat(answer.toString()).startsWith("HTTP/1.1 408 ");
  }

  @Test
  void headersThatComePieceByPieceKeepNobodyOut() throws Exception {
    var dribblers = new ArrayList<Socket>();
    for (var i = 0; i < 150; i++) {
      dribblers.add(raw("GET /short HTTP/1.1\r\n"));
    }
    // There are more of them than the server holds, and others are served at once.
    assertThat(get("/short").statusCode()).isEqualTo(200);
    // None of them stays, whatever it goes on to send.
    var last = dribblers.getLast();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> {
          try {
            last.getOutputStream().write("X-More: 1\r\n".getBytes(StandardCharsets.US_ASCII));
            return last.getInputStream().available() > 0;
          } catch (IOException e) {
            return true;
          }
        });
  }

  @Test
  void aConnectionThatRestsBetweenRequestsStays() throws Exception {
    var socket = raw("GET /short HTTP/1.1\r\nHost: x\r\n\r\n");
    var in = socket.getInputStream();
    await().atMost(PATIENCE).until(() -> in.available() > 0);
    in.readNBytes(in.available());
    var since = System.nanoTime();
    await()
        .atMost(PATIENCE)
        .until(() -> System.nanoTime() - since > HEADERS_WITHIN.plusSeconds(2).toNanos());
    socket
        .getOutputStream()
        .write("GET /short HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    await().atMost(PATIENCE).until(() -> in.available() > 0);
    assertThat(new String(in.readNBytes(in.available()), StandardCharsets.US_ASCII))
        .startsWith("HTTP/1.1 200 ");
  }

  @Test
  void webSocketsAreCountedAndPinged() throws Exception {
    var path = ExplorerApi.ROOT + "blocks/subscribe";
    var alive = new WebSocketClient(client, uri(path));
    opened.add(alive);
    var mute = new ArrayList<Socket>();
    for (var i = 0; i < 2; i++) {
      mute.add(
          raw(
              """
              GET %s HTTP/1.1\r
              Host: localhost\r
              Upgrade: websocket\r
              Connection: Upgrade\r
              Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
              Sec-WebSocket-Version: 13\r
              \r
              """
                  .formatted(path)));
    }
    await().atMost(PATIENCE).until(() -> hub.subscribers() == 3);
    assertThat(refusal(path)).isEqualTo(503);
    // Those that answer no ping go; the one that does stays.
    assertThat(readToEnd(mute.getFirst().getInputStream())).contains((byte) 0x89);
    await().atMost(PATIENCE).until(() -> hub.subscribers() == 1);
    opened.add(new WebSocketClient(client, uri(path)));
    await().atMost(PATIENCE).until(() -> hub.subscribers() == 2);
  }

  private int refusal(String path) {
    try {
      new WebSocketClient(client, uri(path)).close();
      return 101;
    } catch (CompletionException e) {
      var cause = (WebSocketHandshakeException) Objects.requireNonNull(e.getCause());
      return cause.getResponse().statusCode();
    }
  }

  private static byte[] readToEnd(InputStream in) {
    var read = new ByteArrayOutputStream();
    try {
      in.transferTo(read);
    } catch (IOException e) {
      // A connection that is cut may end so.
    }
    return read.toByteArray();
  }
}
