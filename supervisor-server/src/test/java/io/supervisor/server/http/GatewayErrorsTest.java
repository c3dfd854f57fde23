package io.supervisor.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.server.http.HttpFixture.Port;
import io.supervisor.server.http.HttpFixture.Reply;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rows of rest.md section 2.3, column "ours", and what guards a server. */
class GatewayErrorsTest {
  private static final String BLOCKS = "/api/explorer/v1/blocks";
  private static final String TRANSACTIONS = "/api/explorer/v1/transactions";
  private static final String STATS = "/api/system/v1/stats";
  private static final String VOTE = "/api/services/supervisor/confirm-config";

  private HttpFixture http;

  @BeforeEach
  void start(@TempDir Path folder) throws IOException {
    http = new HttpFixture(folder);
  }

  @AfterEach
  void stop() {
    http.close();
  }

  private Reply method(String method, Port port, String path) {
    return http.send(
        HttpRequest.newBuilder(http.uri(port, path)).method(method, BodyPublishers.noBody()));
  }

  @Test
  void unknownPathsAreNotFound() {
    for (var port : Port.values()) {
      for (var path :
          new String[] {
            "/",
            "/api",
            "/api/nope",
            "/api/services/",
            "/api/services/x",
            "/api/services/nope/v1/x",
            "/api/services/notes/v1/nope",
            STATS + "/"
          }) {
        http.get(port, path).isProblem(404, "Not found");
      }
    }
  }

  @Test
  void anotherMethodIsNamedWithThoseAllowed() {
    assertThat(method("DELETE", Port.PUBLIC, BLOCKS).isProblem(405, "Method not allowed").headers())
        .containsEntry("allow", "GET, HEAD");
    assertThat(
            method("PUT", Port.PUBLIC, TRANSACTIONS).isProblem(405, "Method not allowed").headers())
        .containsEntry("allow", "GET, HEAD, POST");
    assertThat(http.get(Port.PRIVATE, VOTE).isProblem(405, "Method not allowed").headers())
        .containsEntry("allow", "POST");
    assertThat(
            http.post(Port.PUBLIC, "/api/services/notes/v1/note", "{}")
                .isProblem(405, "Method not allowed")
                .headers())
        .containsEntry("allow", "GET, HEAD");
  }

  @Test
  void headIsGetWithoutBody() {
    var head = method("HEAD", Port.PRIVATE, STATS);
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.type()).isEqualTo("application/json");
    assertThat(head.body()).isEmpty();
    assertThat(method("HEAD", Port.PUBLIC, "/api/nope").status()).isEqualTo(404);
  }

  @Test
  void allFaultsOfAQueryAreNamed() {
    assertThat(
            http.get(BLOCKS + "?latest=-1&skip_empty_blocks=1&earliest=1&earliest=2&x=9")
                .isProblem(400, "Invalid query")
                .detail())
        .isEqualTo(
            "count: got nothing, want a number from 0 to 2^64-1; "
                + "latest: got \"-1\", want a number from 0 to 2^64-1; "
                + "earliest: got 2 values, want one; "
                + "skip_empty_blocks: got \"1\", want true or false");
    http.get(BLOCKS + "?count=18446744073709551616").isProblem(400, "Invalid query");
    http.get(TRANSACTIONS + "?hash=zz").isProblem(400, "Invalid query");
    http.get("/api/services/notes/v1/note?index=x").isProblem(400, "Invalid query");
    http.get("/api/services/notes/v1/note").isProblem(400, "Invalid query");
    http.get(Port.PRIVATE, STATS + "?unknown=1").isJson();
  }

  @Test
  void badBodiesOfOrdinaryPosts() {
    for (var body :
        new String[] {
          "",
          "null",
          "[]",
          "{",
          "{}",
          "{\"tx_body\":5}",
          "{} x",
          "{\"tx_body\":\"00\",\"tx_body\":\"00\"}"
        }) {
      http.post(Port.PUBLIC, TRANSACTIONS, body)
          .isProblem(400, "Cannot read JSON from request body");
    }
    http.post(Port.PUBLIC, TRANSACTIONS, "text/plain", new byte[] {'{', '}'})
        .isProblem(415, "Invalid content type");
    assertThat(
            http.post(
                    Port.PUBLIC,
                    TRANSACTIONS,
                    "Application/JSON; charset=utf-8",
                    "{\"tx_body\":\"zz\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .isProblem(400, Transactions.REFUSED)
                .detail())
        .isEqualTo("Invalid character 'z' at position 0");
  }

  @Test
  void badBodiesForTheSupervisor() {
    http.post(Port.PRIVATE, VOTE, "{}").isProblem(400, "Cannot read JSON from request body");
    assertThat(
            http.post(Port.PRIVATE, VOTE, "text/plain", new byte[0])
                .isProblem(400, "Invalid content type")
                .detail())
        .isEqualTo(
            "Invalid content type: text/plain."
                + " Use `application/json` or `application/octet-stream`");
    http.post(Port.PRIVATE, VOTE, SupervisorBodies.PROTOBUF, new byte[] {-1})
        .isProblem(400, "Cannot parse Protobuf message");
    http.post(Port.PRIVATE, VOTE, SupervisorBodies.PROTOBUF, new byte[] {10, 2, 10, 0})
        .isProblem(400, "Cannot convert Protobuf message");
    http.post(Port.PRIVATE, VOTE, SupervisorBodies.PROTOBUF, new byte[(256 << 10) + 1])
        .isProblem(413, "Request body too large");
  }

  @Test
  void everyTransactionThatTheChainAllowsCanBePosted() {
    var longest = http.note("x".repeat((1 << 20) - 130));
    assertThat(longest.bytes().length).isBetween((1 << 20) - 30, 1 << 20);
    http.submit(longest).isJson();
    http.post(Port.PUBLIC, TRANSACTIONS, "{\"tx_body\":\"" + "0".repeat(2_200_000) + "\"}")
        .isProblem(413, "Request body too large");
  }

  @Test
  void aFaultOfAServiceIsTold() {
    var broken = http.get("/api/services/notes/v1/broken").isProblem(500, "Service failed");
    assertThat(broken.body())
        .contains("a fault of the service", "\"source\":\"7:notes\"")
        .doesNotContain("\\tat ");
  }

  @Test
  void corsIsAsConfigured() {
    var any = http.send(withOrigin(Port.PUBLIC, BLOCKS + "?count=1", "http://any.example").GET());
    assertThat(any.headers())
        .containsEntry("access-control-allow-origin", "http://any.example")
        .containsEntry("vary", "Origin");
    var stranger = http.send(withOrigin(Port.PRIVATE, STATS, "http://any.example").GET());
    assertThat(stranger.status()).isEqualTo(200);
    assertThat(stranger.headers()).doesNotContainKey("access-control-allow-origin");
    var preflight =
        http.send(
            withOrigin(Port.PRIVATE, VOTE, HttpFixture.TRUSTED_ORIGIN)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "content-type")
                .method("OPTIONS", BodyPublishers.noBody()));
    assertThat(preflight.status()).isEqualTo(200);
    assertThat(preflight.headers())
        .containsEntry("access-control-allow-origin", HttpFixture.TRUSTED_ORIGIN)
        .containsEntry("access-control-allow-headers", "content-type");
  }

  @Test
  void aPageThatNobodyTrustsStopsNoNode() {
    var shutdown = "/api/system/v1/shutdown";
    http.send(
            withOrigin(Port.PRIVATE, shutdown, "http://evil.example").POST(BodyPublishers.noBody()))
        .isProblem(403, "Origin not allowed");
    assertThat(http.node.shutDown).isFalse();
    var own = http.uri(Port.PRIVATE, "").toString();
    http.send(withOrigin(Port.PRIVATE, shutdown, own).POST(BodyPublishers.noBody())).isJson();
    assertThat(http.node.shutDown).isTrue();
  }

  private HttpRequest.Builder withOrigin(Port port, String path, String origin) {
    return HttpRequest.newBuilder(http.uri(port, path)).header("Origin", origin);
  }
}
