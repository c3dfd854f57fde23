package io.supervisor.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.server.node.NodeApi;
import io.supervisor.server.node.NodeStatus;
import io.supervisor.server.node.NodeStoppedException;
import io.supervisor.server.observe.Metrics;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperatorHttpServerTest {
  private final Metrics metrics = new Metrics();
  private final HttpClient client = HttpClient.newHttpClient();
  private CompletableFuture<NodeStatus> status =
      CompletableFuture.completedFuture(status(NodeStatus.Phase.ACTIVE));
  private OperatorHttpServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        new OperatorHttpServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            metrics,
            new Health(node(), Duration.ofMillis(100)));
  }

  @AfterEach
  void stop() {
    server.close();
    client.close();
    metrics.close();
  }

  /** A node that knows its status and nothing else. */
  private NodeApi node() {
    return (NodeApi)
        Proxy.newProxyInstance(
            NodeApi.class.getClassLoader(),
            new Class<?>[] {NodeApi.class},
            (proxy, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("status");
              return status;
            });
  }

  private static NodeStatus status(NodeStatus.Phase phase) {
    return new NodeStatus(
        phase,
        new Height(7),
        Hash.ZERO,
        8,
        1,
        0,
        Optional.empty(),
        Optional.empty(),
        2,
        new NodeStatus.Pool(0, 0),
        0,
        Duration.ZERO,
        Duration.ZERO);
  }

  private HttpResponse<String> send(String method, String path) throws Exception {
    var uri = URI.create("http://127.0.0.1:" + server.address().getPort() + path);
    var request =
        HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void metricsAreInTheFormatOfPrometheus() throws Exception {
    metrics.consensus().startedAt(7);
    var answer = send("GET", "/metrics");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/plain; version=0.0.4");
    assertThat(answer.body()).contains("supervisor_height 7.0");
  }

  @ParameterizedTest
  @CsvSource({
    "ACTIVE,200,200",
    "CATCHING_UP,200,503",
    "WAITING_FOR_PEERS,200,503",
    "PAUSED,200,503"
  })
  void liveDependsOnTheNodeAloneReadyOnItsPeersToo(NodeStatus.Phase phase, int live, int ready)
      throws Exception {
    status = CompletableFuture.completedFuture(status(phase));
    assertThat(send("GET", "/health/live").statusCode()).isEqualTo(live);
    var answer = send("GET", "/health/ready");
    assertThat(answer.statusCode()).isEqualTo(ready);
    assertThat(answer.body()).contains("height=7 epoch=8 round=1");
  }

  @Test
  void aNodeThatDoesNotAnswerIsNotLive() throws Exception {
    status = new CompletableFuture<>();
    assertThat(send("GET", "/health/live").statusCode()).isEqualTo(503);
    status = CompletableFuture.failedFuture(new NodeStoppedException());
    assertThat(send("GET", "/health/live").statusCode()).isEqualTo(503);
    assertThat(send("GET", "/health/ready").body()).contains("stopping");
  }

  @Test
  void otherPathsAndMethodsAreRefused() throws Exception {
    assertThat(send("GET", "/").statusCode()).isEqualTo(404);
    assertThat(send("GET", "/metrics/..").statusCode()).isEqualTo(404);
    var post = send("POST", "/metrics");
    assertThat(post.statusCode()).isEqualTo(405);
    assertThat(post.headers().firstValue("Allow")).contains("GET, HEAD");
    assertThat(post.headers().firstValue("Content-Type")).contains("application/problem+json");
    var head = send("HEAD", "/health/live");
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
  }
}
