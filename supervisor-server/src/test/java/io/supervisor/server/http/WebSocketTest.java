package io.supervisor.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.server.http.HttpFixture.Port;
import io.supervisor.server.rpc.NotesArtifact;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebSocketTest {
  private static final String OK = "{\"result\":\"success\",\"response\":null}";

  private HttpFixture http;

  @BeforeEach
  void start(@TempDir Path folder) throws IOException {
    http = new HttpFixture(folder);
  }

  @AfterEach
  void stop() {
    http.close();
  }

  private WebSocketClient open(String path) {
    return new WebSocketClient(http.client, http.uri(Port.PUBLIC, ExplorerApi.ROOT + path));
  }

  @Test
  void blocksComeInOrderEachOnce() throws InterruptedException {
    try (var socket = open("blocks/subscribe")) {
      http.node.commit(50);
      for (var height = 1; height <= 50; height++) {
        assertThat(socket.next())
            .startsWith("{\"type\":\"block\",\"height\":" + height + ",\"tx_count\":0,");
      }
      assertThat(socket.isQuiet()).isTrue();
    }
  }

  /** The server may have a client among its subscribers only after it has told it so. */
  @Test
  void noBlockIsLostThatComesRightAfterTheConnection() throws InterruptedException {
    for (var height = 1; height <= 300; height += 2) {
      try (var socket = open("blocks/subscribe")) {
        http.node.commit(2);
        assertThat(socket.next()).startsWith("{\"type\":\"block\",\"height\":" + height + ",");
        assertThat(socket.next())
            .startsWith("{\"type\":\"block\",\"height\":" + (height + 1) + ",");
      }
    }
  }

  @Test
  void aTransactionIsToldOfWithItsProof() throws InterruptedException {
    var note = http.note("hello");
    try (var socket = open("transactions/subscribe")) {
      http.submit(note).isJson();
      http.node.commit();
      assertThat(socket.next())
          .isEqualTo(
              """
              {"type":"transaction","tx_hash":"%s","instance_id":7,"method_id":0,\
              "status":{"type":"success"},"location":{"block_height":1,"position_in_block":0},\
              "location_proof":{"proof":[],"entries":[[0,"%s"]],"length":1},\
              "time":"2026-01-01T00:00:01Z"}\
              """
                  .formatted(note.hash(), note.hash()));
    }
  }

  @Test
  void filtersLetThroughWhatTheyName() throws InterruptedException {
    try (var all = open("transactions/subscribe");
        var ofInstance = open("transactions/subscribe?instance_id=7");
        var ofMethod = open("transactions/subscribe?instance_id=7&method_id=1");
        var ofOther = open("transactions/subscribe?instance_id=8");
        var invalid = open("transactions/subscribe?method_id=1");
        var unreadable = open("transactions/subscribe?instance_id=x")) {
      http.submit(http.note("first")).isJson();
      http.submit(http.transaction(NotesArtifact.FAIL, "second")).isJson();
      http.node.commit();
      for (var socket : new WebSocketClient[] {all, ofInstance}) {
        assertThat(socket.next()).contains("\"method_id\":0,\"status\":{\"type\":\"success\"}");
        assertThat(socket.next())
            .contains("\"method_id\":1,\"status\":{\"type\":\"service_error\"");
      }
      assertThat(ofMethod.next()).contains("\"method_id\":1,\"status\"");
      for (var socket : new WebSocketClient[] {ofOther, invalid, unreadable, ofMethod}) {
        // The reply comes after whatever the block had for it.
        assertThat(socket.ask("{\"type\":\"set_subscriptions\",\"payload\":[]}")).isEqualTo(OK);
      }
    }
  }

  @Test
  void anEmptyListCanBeChangedAgain() throws InterruptedException {
    try (var socket = open("blocks/subscribe")) {
      assertThat(socket.ask("{\"type\":\"set_subscriptions\",\"payload\":[]}")).isEqualTo(OK);
      http.node.commit();
      assertThat(
              socket.ask(
                  "{\"type\":\"set_subscriptions\",\"payload\":[{\"type\":\"none\"},"
                      + "{\"type\":\"blocks\"},{\"type\":\"transactions\","
                      + "\"filter\":{\"instance_id\":7,\"method_id\":1}}]}"))
          .isEqualTo(OK);
      http.submit(http.note("not wanted"));
      http.submit(http.transaction(NotesArtifact.FAIL, "wanted"));
      http.node.commit();
      assertThat(socket.next()).startsWith("{\"type\":\"block\",\"height\":2,");
      assertThat(socket.next()).contains("\"method_id\":1,\"status\"");
      assertThat(socket.isQuiet()).isTrue();
    }
  }

  @Test
  void transactionsArePostedAndRefused() throws InterruptedException {
    var note = http.note("by WebSocket");
    try (var socket = open("ws")) {
      assertThat(socket.ask(transaction(HexFormat.of().formatHex(note.bytes()))))
          .isEqualTo("{\"result\":\"success\",\"response\":{\"tx_hash\":\"" + note.hash() + "\"}}");
      assertThat(socket.ask(transaction("zz")))
          .isEqualTo(
              "{\"result\":\"error\",\"description\":\"Invalid character 'z' at position 0\"}");
      var toNobody =
          io.supervisor.api.crypto.VerifiedTransaction.sign(
              new io.supervisor.api.InstanceId(101), 0, new byte[0], http.user);
      assertThat(socket.ask(transaction(HexFormat.of().formatHex(toNobody.bytes()))))
          .isEqualTo(
              "{\"result\":\"error\",\"description\":\"Execution error with code `core:7` occurred:"
                  + " Cannot dispatch transaction to unknown service with ID 101\"}");
      assertThat(socket.ask("nonsense")).startsWith("{\"result\":\"error\",\"description\":");
      assertThat(socket.ask("{\"type\":\"set-subscriptions\",\"payload\":[]}"))
          .contains("unknown variant `set-subscriptions`");
      assertThat(socket.ask("[]")).startsWith("{\"result\":\"error\"");
    }
  }

  private static String transaction(String hex) {
    return "{\"type\":\"transaction\",\"payload\":{\"tx_body\":\"" + hex + "\"}}";
  }

  @Test
  void closingTellsWhy() {
    try (var idle = open("ws");
        var busy = open("blocks/subscribe")) {
      http.servers.close();
      var why = new WebSocketClient.Closed(1001, "Explorer service shut down");
      assertThat(idle.closed()).isEqualTo(why);
      assertThat(busy.closed()).isEqualTo(why);
    }
  }

  @Test
  void anOrdinaryRequestIsRefused() {
    for (var path : new String[] {"ws", "blocks/subscribe", "transactions/subscribe"}) {
      http.get(ExplorerApi.ROOT + path).isProblem(400, "WebSocket expected");
      assertThat(
              http.post(Port.PUBLIC, ExplorerApi.ROOT + path, "{}")
                  .isProblem(405, "Method not allowed")
                  .headers())
          .containsEntry("allow", "GET");
    }
    http.get(Port.PRIVATE, ExplorerApi.ROOT + "ws").isProblem(404, "Not found");
  }
}
