package io.supervisor.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.server.http.HttpFixture.Port;
import io.supervisor.server.rpc.NotesArtifact;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplorerApiTest {
  private static final String ROOT = "/api/explorer/v1/";

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
  void aTransactionIsInThePoolAndThenCommitted() {
    var note = http.note("hello");
    var byHash = ROOT + "transactions?hash=" + note.hash();
    http.get(byHash).isProblem(404, "Failed to get transaction info");
    assertThat(http.submit(note).isJson().body())
        .isEqualTo("{\"tx_hash\":\"" + note.hash() + "\"}");
    assertThat(http.get(byHash).isJson().body())
        .startsWith("{\"type\":\"in_pool\",\"message\":\"0a");
    http.node.commit();
    assertThat(http.get(byHash).isJson().body())
        .startsWith("{\"type\":\"committed\",\"message\":\"0a")
        .endsWith(
            """
            ,"location":{"block_height":1,"position_in_block":0},\
            "location_proof":{"proof":[],"entries":[[0,"%s"]],"length":1},\
            "status":{"type":"success"},"time":"2026-01-01T00:00:01Z"}\
            """
                .formatted(note.hash()));
  }

  @Test
  void aFailedTransactionTellsWhy() {
    var failing = http.transaction(NotesArtifact.FAIL, "on purpose");
    http.submit(failing).isJson();
    http.node.commit();
    assertThat(http.get(ROOT + "call_status/transaction?hash=" + failing.hash()).isJson().body())
        .isEqualTo(
            """
            {"type":"service_error","description":"on purpose","code":17,"runtime_id":0,\
            "call_site":{"instance_id":7,"call_type":"method","method_id":1}}\
            """);
    var proof =
        http.get(ROOT + "call_status/transaction?with_proof=true&hash=" + failing.hash()).isJson();
    assertThat(proof.body())
        .endsWith(
            """
            ,"call_proof":{"entries":[{"key":{"type":"transaction","index":0},"value":{\
            "type":"service_error","code":17,"runtime_id":0,\
            "call_site":{"instance_id":7,"call_type":"method","method_id":1}}}],"proof":[]},\
            "error_description":"on purpose"}\
            """);
  }

  @Test
  void blocksComeNewestFirst() {
    http.submit(http.note("a"));
    http.node.commit(3);
    var blocks = http.get(ROOT + "blocks?count=2").isJson().json();
    assertThat(blocks.path("range").toString()).isEqualTo("{\"start\":2,\"end\":4}");
    assertThat(blocks.path("blocks").size()).isEqualTo(2);
    var filled = http.get(ROOT + "blocks?count=5&skip_empty_blocks=true").isJson().json();
    assertThat(filled.path("range").toString()).isEqualTo("{\"start\":0,\"end\":4}");
    assertThat(filled.path("blocks").size()).isEqualTo(1);
    assertThat(http.get(ROOT + "blocks?count=5&latest=2&earliest=9").isJson().body())
        .isEqualTo("{\"range\":{\"start\":3,\"end\":3},\"blocks\":[]}");
    assertThat(http.get(ROOT + "blocks?count=0").isJson().body())
        .isEqualTo("{\"range\":{\"start\":0,\"end\":4},\"blocks\":[]}");
    http.get(ROOT + "blocks?count=1001").isProblem(400, "Invalid block request");
    http.get(ROOT + "blocks?count=1&latest=4").isProblem(404, "Block not found");
    http.get(ROOT + "block?height=4").isProblem(404, "Failed to get block info");
  }

  @Test
  void thePrivatePortHasNoExplorer() {
    http.get(Port.PRIVATE, ROOT + "blocks?count=1").isProblem(404, "Not found");
  }
}
