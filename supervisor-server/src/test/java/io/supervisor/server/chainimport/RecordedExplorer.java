package io.supervisor.server.chainimport;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.supervisor.api.Vectors;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.wire.Block;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers for the recorded chain, up to a height, what the explorer of a node of the original
 * answers (rest.md sections 4.1, 4.2).
 */
final class RecordedExplorer implements AutoCloseable {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final JsonNode blocks = Vectors.file("chain").get("blocks");
  private final long last;
  private final ObjectNode transactions = MAPPER.createObjectNode();
  private final HttpServer server;

  RecordedExplorer(long last) throws IOException {
    this.last = last;
    for (long height = 0; height <= last; height++) {
      index(blocks.get((int) height));
    }
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/api/explorer/v1/blocks", exchange -> answer(exchange, this::page));
    server.createContext("/api/explorer/v1/block", exchange -> answer(exchange, this::oneBlock));
    server.createContext(
        "/api/explorer/v1/transactions",
        exchange -> answer(exchange, query -> transactions.get(query.get("hash"))));
    server.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void index(JsonNode block) {
    for (var transaction : block.path("txs")) {
      var answer = MAPPER.createObjectNode().put("type", "committed");
      answer.set("message", transaction.get("signed_message_hex"));
      answer.putObject("status").put("type", "success");
      transactions.set(transaction.get("hash").stringValue(), answer);
    }
    for (var error : block.path("errors")) {
      var location = error.get("location");
      if (location.get("type").stringValue().equals("transaction")) {
        var transaction = block.get("txs").get(location.get("index").intValue());
        var answer = transactions.withObject("/" + transaction.get("hash").stringValue());
        answer.set("status", error.get("error_json"));
      }
    }
  }

  private JsonNode page(Map<String, String> query) {
    long count = Long.parseLong(query.get("count"));
    long latest = Long.parseLong(query.getOrDefault("latest", Long.toString(last)));
    long earliest = Long.parseLong(query.getOrDefault("earliest", "0"));
    var answer = MAPPER.createObjectNode();
    long start = Math.max(earliest, latest - count + 1);
    answer.putObject("range").put("start", start).put("end", latest + 1);
    var page = answer.putArray("blocks");
    for (long height = latest; height >= start; height--) {
      page.add(header(blocks.get((int) height)));
    }
    return answer;
  }

  private JsonNode oneBlock(Map<String, String> query) {
    var block = blocks.get(Integer.parseInt(query.get("height")));
    var answer = header(block);
    var list = answer.putArray("txs");
    block
        .path("txs")
        .forEach(transaction -> list.addObject().set("tx_hash", transaction.get("hash")));
    return answer;
  }

  private static ObjectNode header(JsonNode block) {
    var header = Canonical.fromWire(parse(block.get("block_protobuf_hex").stringValue()));
    var json =
        MAPPER
            .createObjectNode()
            .put("height", header.height().value())
            .put("tx_count", header.txCount())
            .put("prev_hash", header.prevHash().toString())
            .put("tx_hash", header.txHash().toString())
            .put("state_hash", header.stateHash().toString())
            .put("error_hash", header.errorHash().toString());
    var headers = json.putObject("additional_headers").putObject("headers");
    header
        .headers()
        .forEach((name, value) -> {
          var numbers = headers.putArray(name);
          value.forEach(octet -> numbers.add(octet & 0xff));
        });
    json.set("precommits", block.get("precommits"));
    return json;
  }

  private static Block parse(String hex) {
    try {
      return Block.parseFrom(HexFormat.of().parseHex(hex));
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private interface Answer {
    JsonNode to(Map<String, String> query);
  }

  private static void answer(HttpExchange exchange, Answer answer) throws IOException {
    try (exchange) {
      var query =
          Arrays.stream(exchange.getRequestURI().getQuery().split("&"))
              .map(pair -> pair.split("=", 2))
              .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
      var body = answer.to(query).toString().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
