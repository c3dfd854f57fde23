package io.supervisor.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.crypto.KeyPair;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.api.service.ServiceArtifact;
import io.supervisor.core.supervisor.SupervisorMode;
import io.supervisor.server.javaruntime.ArtifactDirectory;
import io.supervisor.server.javaruntime.JavaArtifactSource;
import io.supervisor.server.javaruntime.ProtoSources;
import io.supervisor.server.observe.EventLog;
import io.supervisor.server.observe.Metrics;
import io.supervisor.server.rpc.LocalNode;
import io.supervisor.server.rpc.NotesArtifact;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A node of its own with both HTTP servers on loopback, and a client. */
final class HttpFixture implements AutoCloseable {
  static final String TRUSTED_ORIGIN = "http://trusted.example";
  static final String TRUSTED_HOST = "node.trusted.example";

  private static final JsonMapper JSON = new JsonMapper();

  /** Which server. */
  enum Port {
    PUBLIC,
    PRIVATE
  }

  /** What came back. */
  record Reply(int status, Map<String, String> headers, String body) {
    JsonNode json() {
      return JSON.readTree(body);
    }

    String title() {
      return json().path("title").stringValue("");
    }

    String detail() {
      return json().path("detail").stringValue("");
    }

    String type() {
      return headers.getOrDefault("content-type", "");
    }

    Reply isProblem(int status, String title) {
      assertThat(this.status).as(body).isEqualTo(status);
      assertThat(type()).isEqualTo("application/problem+json");
      assertThat(title()).isEqualTo(title);
      return this;
    }

    Reply isJson() {
      assertThat(status).as(body).isEqualTo(200);
      assertThat(type()).isEqualTo("application/json");
      return this;
    }
  }

  final KeyPair user = KeyPair.fromSeed(new byte[KeyPair.SEED_SIZE]);
  final LocalNode node;
  final Metrics metrics = new Metrics();
  final HttpServers servers;
  final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  HttpFixture(Path folder) throws IOException {
    this(folder, SupervisorMode.SIMPLE);
  }

  HttpFixture(Path folder, SupervisorMode mode) throws IOException {
    this(folder, mode, Map.of());
  }

  HttpFixture(Path folder, SupervisorMode mode, Map<InstanceSpec, ServiceArtifact> more)
      throws IOException {
    this(folder, mode, more, "*");
  }

  static HttpFixture withPublicOrigin(Path folder, String publicOrigin) throws IOException {
    return new HttpFixture(folder, SupervisorMode.SIMPLE, Map.of(), publicOrigin);
  }

  private HttpFixture(
      Path folder,
      SupervisorMode mode,
      Map<InstanceSpec, ServiceArtifact> more,
      String publicOrigin)
      throws IOException {
    var artifacts = new ArtifactDirectory(folder.resolve("artifacts"));
    node = new LocalNode(mode, new JavaArtifactSource(artifacts), more);
    var available = new HashMap<ArtifactId, ServiceArtifact>();
    available.put(NotesArtifact.ID, new NotesArtifact());
    more.forEach((instance, artifact) -> available.put(instance.artifact(), artifact));
    var loopback = Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    servers =
        HttpServers.start(
            new HttpServers.Served(
                node,
                node.queries(),
                new ProtoSources(id -> Optional.ofNullable(available.get(id))),
                "1.2.3"),
            new HttpServers.Options(
                loopback,
                loopback,
                Optional.of(publicOrigin),
                Optional.of(TRUSTED_ORIGIN),
                Set.of(TRUSTED_HOST),
                OptionalLong.empty(),
                true),
            metrics,
            new EventLog());
  }

  InetSocketAddress address(Port port) {
    return switch (port) {
      case PUBLIC -> servers.publicAddress().orElseThrow();
      case PRIVATE -> servers.privateAddress().orElseThrow();
    };
  }

  URI uri(Port port, String path) {
    var address = address(port);
    return URI.create("http://%s:%d%s".formatted(address.getHostString(), address.getPort(), path));
  }

  Reply get(Port port, String path) {
    return send(HttpRequest.newBuilder(uri(port, path)).GET());
  }

  Reply get(String path) {
    return get(Port.PUBLIC, path);
  }

  Reply post(Port port, String path, String json) {
    return post(port, path, "application/json", json.getBytes(StandardCharsets.UTF_8));
  }

  Reply post(Port port, String path, String type, byte[] body) {
    return send(
        HttpRequest.newBuilder(uri(port, path))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  Reply send(HttpRequest.Builder request) {
    try {
      var response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      var headers = new java.util.TreeMap<String, String>();
      response
          .headers()
          .map()
          .forEach((name, values) ->
              headers.put(name.toLowerCase(java.util.Locale.ROOT), String.join(", ", values)));
      return new Reply(response.statusCode(), headers, response.body());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  VerifiedTransaction note(String text) {
    return transaction(NotesArtifact.ADD, text);
  }

  VerifiedTransaction transaction(int method, String text) {
    return VerifiedTransaction.sign(
        NotesArtifact.INSTANCE.id(), method, text.getBytes(StandardCharsets.UTF_8), user);
  }

  Reply submit(VerifiedTransaction transaction) {
    return post(
        Port.PUBLIC,
        "/api/explorer/v1/transactions",
        "{\"tx_body\":\"" + HexFormat.of().formatHex(transaction.bytes()) + "\"}");
  }

  @Override
  public void close() {
    client.close();
    servers.close();
    metrics.close();
  }
}
