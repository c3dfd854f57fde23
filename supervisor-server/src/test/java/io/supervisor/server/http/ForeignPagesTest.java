package io.supervisor.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.server.http.HttpFixture.Port;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What pages of elsewhere can do through the browser of somebody on the machine of a node. */
@Timeout(60)
class ForeignPagesTest {
  private static final String SHUTDOWN = "/api/system/v1/shutdown";
  private static final String STATS = "/api/system/v1/stats";
  private static final String WS = ExplorerApi.ROOT + "ws";

  private HttpFixture http;

  @BeforeEach
  void start(@TempDir Path folder) throws IOException {
    http = new HttpFixture(folder);
  }

  @AfterEach
  void stop() {
    http.close();
  }

  /** A page whose name was made to mean this machine is of the same origin, for its browser. */
  @Test
  void aNameThatIsNotOurOwnReachesNothingOfThePrivatePort() throws Exception {
    for (var host :
        List.of(
            "evil.example",
            "evil.example:8300",
            "127.evil.example",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "[2001:db8::1]",
            "10.0.0.1")) {
      var post = "Host: " + host + "\r\nOrigin: http://" + host + "\r\nContent-Length: 0";
      assertThat(answer("POST", SHUTDOWN, post)).as(host).startsWith("HTTP/1.1 421 ");
      assertThat(answer("GET", STATS, "Host: " + host)).as(host).startsWith("HTTP/1.1 421 ");
      assertThat(answer("GET", "http://" + host + STATS, "Host: " + host))
          .as(host)
          .startsWith("HTTP/1.1 421 ");
    }
    assertThat(http.node.shutDown).isFalse();
  }

  @Test
  void thisMachineAndConfiguredNamesReachThePrivatePort() throws Exception {
    for (var host :
        List.of(
            "localhost",
            "LOCALHOST:9",
            "127.0.0.1",
            "127.1.2.3:80",
            "[::1]",
            "[::1]:80",
            HttpFixture.TRUSTED_HOST,
            HttpFixture.TRUSTED_HOST + ":80")) {
      assertThat(answer("GET", STATS, "Host: " + host)).as(host).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void thePublicPortHasWhateverNameItHas() throws Exception {
    assertThat(answer(Port.PUBLIC, "GET", "/api/explorer/v1/blocks?count=1", "Host: node.example"))
        .startsWith("HTTP/1.1 200 ");
  }

  @Test
  void aWebSocketAsksForItsOriginToo(@TempDir Path folder) throws Exception {
    try (var closed = HttpFixture.withPublicOrigin(folder, HttpFixture.TRUSTED_ORIGIN)) {
      assertThat(upgrade(closed, "http://evil.example")).isEqualTo(403);
      assertThat(upgrade(closed, HttpFixture.TRUSTED_ORIGIN)).isEqualTo(101);
      assertThat(upgrade(closed, closed.uri(Port.PUBLIC, "").toString())).isEqualTo(101);
    }
    // The fixture's own allows every page.
    assertThat(upgrade(http, "http://evil.example")).isEqualTo(101);
  }

  private static int upgrade(HttpFixture http, String origin) throws Exception {
    var at = http.address(Port.PUBLIC);
    var uri = URI.create("ws://127.0.0.1:" + at.getPort() + WS);
    try {
      http.client
          .newWebSocketBuilder()
          .header("Origin", origin)
          .buildAsync(uri, new WebSocket.Listener() {})
          .get(30, TimeUnit.SECONDS)
          .abort();
      return 101;
    } catch (ExecutionException e) {
      var refused = (WebSocketHandshakeException) Objects.requireNonNull(e.getCause());
      return refused.getResponse().statusCode();
    }
  }

  private String answer(String method, String path, String headers) throws IOException {
    return answer(Port.PRIVATE, method, path, headers);
  }

  private String answer(Port port, String method, String path, String headers) throws IOException {
    try (var socket = new Socket("127.0.0.1", http.address(port).getPort())) {
      var request =
          method + " " + path + " HTTP/1.1\r\n" + headers + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
