package io.supervisor.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.server.http.HttpFixture.Port;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemApiTest {
  private static final String ROOT = "/api/system/v1/";

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
  void numbersOfTheNode() {
    http.submit(http.note("one")).isJson();
    http.node.commit(2);
    http.submit(http.note("two")).isJson();
    assertThat(http.get(Port.PRIVATE, ROOT + "stats").isJson().body())
        .isEqualTo(
            "{\"height\":2,\"tx_pool_size\":1,\"tx_count\":1,\"tx_cache_size\":0,\"uptime\":5}");
  }

  @Test
  void consensusIsPausedAndResumed() {
    assertThat(status()).isEqualTo("active");
    assertThat(http.post(Port.PRIVATE, ROOT + "consensus_status", "{\"enabled\":false}").body())
        .isEqualTo("null");
    assertThat(status()).isEqualTo("disabled");
    http.submit(http.note("while paused")).isProblem(503, "Node is not available");
    http.post(Port.PRIVATE, ROOT + "consensus_status", "{\"enabled\":true}").isJson();
    assertThat(status()).isEqualTo("active");
    http.post(Port.PRIVATE, ROOT + "consensus_status", "{\"enabled\":\"yes\"}")
        .isProblem(400, "Cannot read JSON from request body");
  }

  private String status() {
    return http.get(Port.PRIVATE, ROOT + "info")
        .isJson()
        .json()
        .get("consensus_status")
        .stringValue();
  }

  @Test
  void aPeerIsAdded() {
    var key = "8377316bd72ce0f97469276900ac7052a5e6bf50f4e93385e65d360b79820ef0";
    http.post(
            Port.PRIVATE,
            ROOT + "peers",
            "{\"address\":\"127.0.0.1:6402\",\"public_key\":\"" + key + "\"}")
        .isJson();
    assertThat(http.node.added).hasSize(1).containsValue("127.0.0.1:6402");
    assertThat(
            http.post(
                    Port.PRIVATE, ROOT + "peers", "{\"address\":\"nowhere\",\"public_key\":\"8\"}")
                .isProblem(400, "Cannot read JSON from request body")
                .detail())
        .contains("public_key: got \"8\", want 64 hexadecimal digits", "address: ");
    assertThat(http.node.added).hasSize(1);
  }

  @Test
  void theNodeIsAskedToStop() {
    assertThat(http.post(Port.PRIVATE, ROOT + "shutdown", "").isJson().body()).isEqualTo("null");
    assertThat(http.node.shutDown).isTrue();
  }

  @Test
  void nothingOfThisIsPublic() {
    http.get(Port.PUBLIC, ROOT + "stats").isProblem(404, "Not found");
    http.post(Port.PUBLIC, ROOT + "shutdown", "").isProblem(404, "Not found");
    assertThat(http.node.shutDown).isFalse();
  }
}
