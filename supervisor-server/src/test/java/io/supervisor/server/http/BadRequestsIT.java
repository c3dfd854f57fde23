package io.supervisor.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.server.http.HttpFixture.Port;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * Thousands of bad requests over raw sockets: each is answered with a problem of a stable title or
 * correctly, and afterwards the node holds no more threads or memory than before.
 */
@Isolated("counts the threads and the heap of this process")
class BadRequestsIT {
  private static final int REQUESTS = 10_000;
  private static final long SEED = 20_261_127;
  private static final long HEAP_GROWTH_MAX = 24 << 20;
  private static final JsonMapper JSON = new JsonMapper();

  private static final Set<String> TITLES =
      Set.of(
          "Bad request",
          "Not found",
          "Method not allowed",
          "Invalid query",
          "Invalid content type",
          "Invalid block request",
          "Block not found",
          "Failed to get block info",
          "Failed to get transaction info",
          "Transaction not committed",
          "Failed to add transaction to memory pool",
          "Cannot read JSON from request body",
          "Cannot parse Protobuf message",
          "Cannot convert Protobuf message",
          "Artifact sources not found",
          "No corresponding deploy request found",
          "No corresponding migration request found",
          "Invalid deploy request query",
          "Invalid migration request query",
          "WebSocket expected",
          "Request body too large",
          "Request header too large",
          "Request URI too long",
          "Not implemented",
          "No such note");

  private static final List<String> PATHS =
      List.of(
          "/api/explorer/v1/blocks",
          "/api/explorer/v1/block",
          "/api/explorer/v1/transactions",
          "/api/explorer/v1/call_status/transaction",
          "/api/explorer/v1/call_status/before_transactions",
          "/api/explorer/v1/ws",
          "/api/services/supervisor/services",
          "/api/services/supervisor/deploy-status",
          "/api/services/supervisor/deploy-artifact",
          "/api/services/supervisor/migrate",
          "/api/services/supervisor/propose-config",
          "/api/services/supervisor/confirm-config",
          "/api/services/supervisor/migration-status",
          "/api/services/notes/v1/note",
          "/api/runtimes/rust/proto-sources",
          "/api/system/v1/stats",
          "/api/system/v1/peers",
          "/metrics",
          "/api/",
          "/");

  private static final List<String> WORDS =
      List.of(
          "count",
          "height",
          "hash",
          "latest",
          "service_id",
          "with_proof",
          "type",
          "artifact",
          "spec",
          "index",
          "=",
          "&",
          "?",
          "%",
          "%zz",
          "%00",
          "%c0%af",
          "..",
          "/",
          ";",
          "0",
          "-1",
          "18446744073709551615",
          "99999999999999999999999",
          "true",
          "{",
          "}",
          "[",
          "]",
          "null",
          "\"tx_body\"",
          ":",
          "\"zz\"",
          ",",
          "\"artifact\"",
          "\"changes\"",
          "1e400",
          "\\u0000",
          "é",
          "\t",
          " ",
          "0:a:1.0.0");

  private HttpFixture http;

  @BeforeEach
  void start(@TempDir Path folder) throws IOException {
    http = new HttpFixture(folder);
    http.node.commit(3);
    http.node.poolMax = 0;
  }

  @AfterEach
  void stop() {
    http.close();
  }

  @ParameterizedTest
  @EnumSource(Port.class)
  void aBadRequestIsAnsweredAndForgotten(Port port) throws IOException {
    var random = new Random(SEED + port.ordinal());
    run(port, random, 200);
    var threads = Thread.activeCount();
    var heap = usedHeap();
    var titles = run(port, random, REQUESTS);
    System.out.printf(
        "%s port: %d bad requests, seed %d, heap %+d KiB, titles %s%n",
        port, REQUESTS, SEED, (usedHeap() - heap) >> 10, titles);
    assertThat(titles).hasSizeGreaterThan(6);
    assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + 4);
    assertThat(usedHeap() - heap).isLessThan(HEAP_GROWTH_MAX);
    http.get(port, "/api/openapi.json").isJson();
  }

  private static long usedHeap() {
    System.gc();
    System.gc();
    var runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private Set<String> run(Port port, Random random, int requests) throws IOException {
    var titles = new TreeSet<String>();
    for (var i = 0; i < requests; i++) {
      var request = request(random);
      var answer = exchange(http.address(port), request);
      check(request, answer).ifPresent(titles::add);
    }
    return titles;
  }

  private static java.util.Optional<String> check(byte[] request, String answer) {
    var sent = new String(request, StandardCharsets.ISO_8859_1);
    assertThat(answer).as(sent).startsWith("HTTP/1.1 ");
    var status = Integer.parseInt(answer.substring(9, 12));
    assertThat(status).as("%s%n%s", sent, answer).isBetween(200, 499);
    assertThat(answer).doesNotContain("\tat ", "Exception:");
    var body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
    if (status < 400 || body.isEmpty()) {
      assertThat(status < 400 || sent.startsWith("HEAD")).as("%s%n%s", sent, answer).isTrue();
      return java.util.Optional.empty();
    }
    assertThat(answer.toLowerCase(java.util.Locale.ROOT))
        .as(sent)
        .contains("content-type: application/problem+json");
    var title = JSON.readTree(body).path("title").stringValue("");
    assertThat(TITLES).as("%s%n%s", sent, answer).contains(title);
    return java.util.Optional.of(title);
  }

  private static byte[] request(Random random) {
    var head = new StringBuilder();
    head.append(
        one(random, List.of("GET", "GET", "POST", "POST", "HEAD", "PUT", "DELETE", "G ET")));
    head.append(' ').append(one(random, PATHS));
    if (random.nextInt(3) > 0) {
      head.append('?').append(words(random, 8).replaceAll("[\\s]", "+"));
    }
    head.append(random.nextInt(40) == 0 ? " HTTP/9.9" : " HTTP/1.1");
    head.append("\r\n");
    if (random.nextInt(40) > 0) {
      head.append("Host: localhost\r\n");
    }
    head.append("Connection: close\r\n");
    if (random.nextInt(30) == 0) {
      head.append("X-Long: ").append("x".repeat(20_000)).append("\r\n");
    }
    if (random.nextInt(40) == 0) {
      head.append("no colon here\r\n");
    }
    head.append("Content-Type: ")
        .append(
            one(
                random,
                List.of("application/json", "application/octet-stream", "text/plain", "é", "")))
        .append("\r\n");
    var body = words(random, 20).getBytes(StandardCharsets.UTF_8);
    if (random.nextInt(4) == 0) {
      random.nextBytes(body);
    }
    head.append("Content-Length: ")
        .append(random.nextInt(40) == 0 ? "x" : Integer.toString(body.length))
        .append("\r\n\r\n");
    var start = head.toString().getBytes(StandardCharsets.UTF_8);
    var request = java.util.Arrays.copyOf(start, start.length + body.length);
    System.arraycopy(body, 0, request, start.length, body.length);
    return request;
  }

  private static String words(Random random, int max) {
    var text = new StringBuilder();
    for (var i = random.nextInt(max); i >= 0; i--) {
      text.append(one(random, WORDS));
    }
    return text.toString();
  }

  private static String one(Random random, List<String> words) {
    return words.get(random.nextInt(words.size()));
  }

  private static String exchange(InetSocketAddress address, byte[] request) throws IOException {
    try (var socket = new Socket(address.getAddress(), address.getPort())) {
      socket.setSoTimeout(20_000);
      socket.setTcpNoDelay(true);
      try (OutputStream out = socket.getOutputStream();
          InputStream in = socket.getInputStream()) {
        out.write(request);
        out.flush();
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    }
  }
}
