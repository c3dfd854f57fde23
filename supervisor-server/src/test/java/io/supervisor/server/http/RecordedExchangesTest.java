package io.supervisor.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.InstanceId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.core.explorer.ExplorerArtifact;
import io.supervisor.core.supervisor.SupervisorMode;
import io.supervisor.examples.cryptocurrency.CryptocurrencyArtifact;
import io.supervisor.server.http.HttpFixture.Port;
import io.supervisor.server.http.HttpFixture.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Requests that nodes of release 1.0.0 were sent, sent to ours: the same status, content type,
 * members and types come back, except where rest.md section 2.3 says otherwise.
 */
class RecordedExchangesTest {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final String PROBLEM = "application/problem+json";

  private static final InstanceSpec WALLET =
      new InstanceSpec(
          new InstanceId(3), "wallet", ArtifactId.parse("0:exonum-cryptocurrency:0.2.0"));

  /** Block of the first transaction of the recording. */
  private static final int FIRST_TRANSACTION = 175;

  private HttpFixture http;

  @BeforeEach
  void start(@TempDir Path folder) throws IOException {
    http =
        new HttpFixture(
            folder,
            SupervisorMode.DECENTRALIZED,
            Map.of(
                WALLET,
                new CryptocurrencyArtifact(),
                ExplorerArtifact.INSTANCE,
                new ExplorerArtifact()));
  }

  @AfterEach
  void stop() {
    http.close();
  }

  private static List<JsonNode> exchanges(String group) {
    var resource = RecordedExchangesTest.class.getResourceAsStream("/http/exchanges.json.gz");
    try (var in = new GZIPInputStream(Objects.requireNonNull(resource))) {
      var found = new ArrayList<JsonNode>();
      MAPPER
          .readTree(in)
          .valueStream()
          .filter(recorded -> recorded.get("group").stringValue().equals(group))
          .forEach(recorded -> recorded.get("exchanges").valueStream().forEach(found::add));
      assertThat(found).isNotEmpty();
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Reply send(JsonNode exchange) {
    var body = exchange.path("body").stringValue("");
    var request =
        HttpRequest.newBuilder(
                http.uri(
                    Port.valueOf(exchange.get("port").stringValue()),
                    exchange.get("path").stringValue()))
            .method(
                exchange.get("method").stringValue(),
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    exchange
        .get("headers")
        .forEachEntry((name, value) ->
            request.header(
                name, name.equals("Origin") ? HttpFixture.TRUSTED_ORIGIN : value.stringValue()));
    return http.send(request);
  }

  /** What differs from the recording; empty if nothing does. */
  private static List<String> differences(JsonNode exchange, Reply reply) {
    var faults = new ArrayList<String>();
    var status = expectedStatus(exchange, reply);
    if (reply.status() != status) {
      faults.add("got status " + reply.status() + ", want " + status);
    } else if (status >= 400) {
      if (!reply.type().equals(PROBLEM)) {
        faults.add("got type " + reply.type());
      } else if (exchange.get("type").stringValue().equals(PROBLEM)) {
        faults.addAll(
            JsonShape.differences(
                reply.json(), MAPPER.readTree(exchange.get("answer").stringValue())));
        var title = MAPPER.readTree(exchange.get("answer").stringValue()).get("title");
        if (!reply.title().equals(title.stringValue())) {
          faults.add("got title " + reply.title() + ", want " + title);
        }
      }
    } else if (isJson(exchange)) {
      if (!reply.type().equals("application/json")) {
        faults.add("got type " + reply.type());
      }
      faults.addAll(
          JsonShape.differences(
              reply.json(), MAPPER.readTree(exchange.get("answer").stringValue())));
    }
    return faults;
  }

  private static boolean isJson(JsonNode exchange) {
    return exchange.get("type").stringValue().equals("application/json")
        && !exchange.get("method").stringValue().equals("HEAD");
  }

  /** The recorded status, but for the deliberate differences of rest.md section 2.3. */
  private static int expectedStatus(JsonNode exchange, Reply reply) {
    var recorded = exchange.get("status").intValue();
    var name = exchange.get("name").stringValue();
    if (name.equals("HEAD") || name.equals("query ignored")) {
      return 200; // HEAD is GET without body; unknown arguments are ignored
    }
    if (recorded == 404 && reply.status() == 405) {
      return reply.headers().containsKey("allow") ? 405 : 404; // a known path, another method
    }
    if (recorded == 413) {
      return 200; // bodies may be as long as transactions
    }
    var hasType = exchange.get("headers").has("Content-Type");
    var isPost = exchange.get("method").stringValue().equals("POST");
    return recorded == 400 && isPost && !hasType ? 415 : recorded;
  }

  private int replay(String group, Set<String> leftOut) {
    var faults = new TreeMap<String, List<String>>();
    var count = 0;
    for (var exchange : exchanges(group)) {
      if (leftOut.contains(exchange.get("name").stringValue())) {
        continue;
      }
      count++;
      var reply = send(exchange);
      var differences = differences(exchange, reply);
      if (!differences.isEmpty()) {
        faults.put(
            count
                + " "
                + exchange.get("name").stringValue()
                + " "
                + exchange.get("path")
                + " -> "
                + reply.body().substring(0, Math.min(300, reply.body().length())),
            differences);
      }
      if (reply.status() == 200 && exchange.get("path").stringValue().endsWith("/transactions")) {
        http.node.commit();
      }
    }
    assertThat(faults).isEmpty();
    System.out.println("recorded exchanges of " + group + ": " + count);
    return count;
  }

  @Test
  void system() {
    http.node.commit(30);
    assertThat(replay("01-system", Set.of())).isEqualTo(54);
  }

  @Test
  void paths() {
    http.node.commit(30);
    assertThat(replay("02-paths", Set.of())).isEqualTo(68);
  }

  /** The very transactions of the recording, at the same heights. */
  @Test
  void explorer() {
    http.node.commit(FIRST_TRANSACTION - 1);
    var cutOff = "POST tx 40 kB argument (json > 32 KiB limit)"; // its body is not whole
    assertThat(replay("05-explorer", Set.of(cutOff))).isEqualTo(126);
  }

  @Test
  void proposals() {
    assertThat(replay("04-supervisor-config", Set.of())).isEqualTo(50);
  }

  @Test
  void lifecycle() {
    assertThat(replay("06-service-lifecycle", Set.of())).isEqualTo(68);
  }
}
