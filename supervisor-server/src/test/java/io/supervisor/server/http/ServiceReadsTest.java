package io.supervisor.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.server.http.HttpFixture.Port;
import io.supervisor.server.rpc.NotesArtifact;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads of services, files of artifacts, metrics and health, and the documentation of all. */
class ServiceReadsTest {
  private HttpFixture http;

  @BeforeEach
  void start(@TempDir Path folder) throws IOException {
    http = new HttpFixture(folder);
  }

  @AfterEach
  void stop() {
    http.close();
  }

  @Test
  void eachReadIsOnItsPort() {
    http.submit(http.note("hello")).isJson();
    http.node.commit();
    assertThat(http.get("/api/services/notes/v1/note?index=0").isJson().body())
        .isEqualTo("{\"text\":\"hello\",\"index\":0,\"big\":18446744073709551616}");
    assertThat(
            http.get("/api/services/notes/v1/note?index=1").isProblem(404, "No such note").body())
        .endsWith("\"source\":\"7:notes\"}");
    assertThat(http.get(Port.PRIVATE, "/api/services/notes/v1/secret").isJson().body())
        .isEqualTo("true");
    http.get(Port.PUBLIC, "/api/services/notes/v1/secret").isProblem(404, "Not found");
    http.get(Port.PRIVATE, "/api/services/notes/v1/note?index=0").isProblem(404, "Not found");
  }

  @Test
  void protoSourcesHaveAllThatTheyImport() {
    var names = new ArrayList<String>();
    var contents = new ArrayList<String>();
    var sources = "/api/runtimes/rust/proto-sources?type=";
    for (var query : new String[] {"core", "artifact&name=exonum-supervisor&version=1.0.0"}) {
      http.get(sources + query)
          .isJson()
          .json()
          .forEach(file -> {
            names.add(file.get("name").stringValue());
            contents.add(file.get("content").stringValue());
          });
    }
    assertThat(names).contains("exonum/blockchain.proto", "service.proto", "schema.proto");
    for (var content : contents) {
      content
          .lines()
          .filter(line -> line.startsWith("import \""))
          .map(line -> line.split("\"")[1])
          .filter(name -> !name.startsWith("google/protobuf/"))
          .forEach(name -> assertThat(names).contains(name));
    }
    var id = NotesArtifact.ID;
    assertThat(
            http.get(sources + "artifact&name=" + id.name() + "&version=" + id.version())
                .isJson()
                .body())
        .isEqualTo("[]");
    assertThat(
            http.get(sources + "artifact&name=nope&version=1.0.0")
                .isProblem(404, "Artifact sources not found")
                .detail())
        .isEqualTo("Unable to find sources for artifact 0:nope:1.0.0");
    http.get(sources + "artifact&name=n*&version=1.0.0").isProblem(400, "Invalid query");
    http.get(sources + "artifact").isProblem(400, "Invalid query");
    http.get(sources + "other").isProblem(400, "Invalid query");
    http.get(Port.PRIVATE, sources + "core").isProblem(404, "Not found");
  }

  @Test
  void metricsAndHealthAreForTheOperator() {
    var metrics = http.get(Port.PRIVATE, "/metrics");
    assertThat(metrics.status()).isEqualTo(200);
    assertThat(metrics.type()).startsWith("text/plain; version=0.0.4");
    assertThat(metrics.body()).contains("supervisor_height");
    assertThat(http.get(Port.PRIVATE, "/health/live").status()).isEqualTo(200);
    assertThat(http.get(Port.PRIVATE, "/health/ready").body()).startsWith("active height=0");
    http.node.enabled = false;
    assertThat(http.get(Port.PRIVATE, "/health/live").status()).isEqualTo(200);
    assertThat(http.get(Port.PRIVATE, "/health/ready").status()).isEqualTo(503);
    http.get(Port.PUBLIC, "/metrics").isProblem(404, "Not found");
  }

  @Test
  void theDocumentNamesWhatIsAnsweredAndNothingElse() {
    for (var port : Port.values()) {
      var document = http.get(port, "/api/openapi.json").isJson().json();
      assertThat(document.get("openapi").stringValue()).isEqualTo("3.1.0");
      var paths = document.get("paths");
      assertThat(paths.size()).isGreaterThan(8);
      paths.forEachEntry((path, operations) ->
          operations.forEachEntry((method, operation) -> {
            var reply =
                method.equals("get")
                    ? http.get(port, path)
                    : http.post(port, path, "text/plain", new byte[0]);
            assertThat(reply.status()).as(path).isNotIn(404, 405);
          }));
      var text = document.toString();
      for (var reference : text.split("#/components/schemas/")) {
        var name = reference.split("\"")[0];
        if (text.contains("#/components/schemas/" + name + "\"")) {
          assertThat(document.get("components").get("schemas").has(name)).as(name).isTrue();
        }
      }
      var page = http.get(port, "/api/");
      assertThat(page.type()).startsWith("text/html");
      assertThat(page.headers().get("content-security-policy")).startsWith("default-src 'none'");
      assertThat(page.body())
          .contains("/api/services/notes/v1/" + (port == Port.PUBLIC ? "note" : "secret"))
          .doesNotContain("http:", "https:", "<script");
    }
  }
}
