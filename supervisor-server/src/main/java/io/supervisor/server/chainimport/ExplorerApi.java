package io.supervisor.server.chainimport;

import com.google.protobuf.ByteString;
import io.supervisor.api.BlockHeader;
import io.supervisor.api.CallInBlock;
import io.supervisor.api.Height;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.core.replica.ChainImport;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The chain of a running node, through its public HTTP API (rest.md sections 4.1, 4.2). Asks that
 * one address and follows it nowhere else.
 */
final class ExplorerApi implements ChainSource {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int PAGE = 100;
  private static final int FOUND = 200;

  private final URI root;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT).build();
  private final long last;

  /** Headers that were fetched, in ascending order. */
  private final Deque<JsonNode> page = new ArrayDeque<>();

  /**
   * @param address of the node's public API, such as {@code http://127.0.0.1:8080}
   */
  ExplorerApi(URI address) throws IOException {
    var text = address.toString();
    this.root = URI.create((text.endsWith("/") ? text : text + "/") + "api/explorer/v1/");
    this.last = parse("blocks", "range.end", ask("blocks?count=1"), json -> end(json) - 1);
  }

  private static long end(JsonNode json) {
    return Json.number(json.path("range"), "end");
  }

  @Override
  public OptionalLong last() {
    return OptionalLong.of(last);
  }

  @Override
  public Optional<SourceBlock> block(long height) throws IOException {
    while (!page.isEmpty() && Json.number(page.getFirst(), "height") < height) {
      page.removeFirst();
    }
    if (page.isEmpty() && height <= last) {
      fetchPage(height);
    }
    if (page.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(complete(page.removeFirst(), height));
  }

  private void fetchPage(long from) throws IOException {
    var latest = Math.min(last, from + PAGE - 1);
    var question =
        String.format(
            Locale.ROOT,
            "blocks?count=%d&latest=%d&earliest=%d&add_precommits=true",
            PAGE,
            latest,
            from);
    var blocks = ask(question).path("blocks");
    if (blocks.size() != latest - from + 1) {
      throw new SourceException(
          root + question + ": got " + blocks.size() + " blocks, want " + (latest - from + 1));
    }
    blocks.forEach(page::addFirst);
  }

  private SourceBlock complete(JsonNode json, long height) throws IOException {
    var transactions = new ArrayList<ByteString>();
    var outcomes = new TreeMap<String, String>();
    if (parse("block", "tx_count", json, block -> Json.number(block, "tx_count")) > 0) {
      for (var transaction : ask("block?height=" + height).path("txs")) {
        var hash = parse("block", "txs", transaction, listed -> Json.hash(listed, "tx_hash"));
        var answer = ask("transactions?hash=" + hash);
        transactions.add(
            parse("transaction", "message", answer, found -> Json.bytes(found, "message")));
        outcome(answer.path("status"))
            .ifPresent(text -> outcomes.put(name(transactions.size() - 1), text));
      }
    }
    return parse("block", "header", json, block -> block(block, transactions, outcomes));
  }

  private static SourceBlock block(
      JsonNode json, ArrayList<ByteString> transactions, Map<String, String> outcomes) {
    return new SourceBlock(
        new ChainImport.Candidate(
            header(json),
            json.path("precommits").valueStream().map(Json::bytes).toList(),
            transactions),
        outcomes,
        false);
  }

  private static String name(int index) {
    return Outcomes.name(new CallInBlock.Transaction(index));
  }

  /** The header's canonical bytes, which its hash is of. */
  private static ByteString header(JsonNode json) {
    var headers = new TreeMap<String, ByteString>();
    json.path("additional_headers")
        .path("headers")
        .propertyStream()
        .forEach(header -> headers.put(header.getKey(), numbers(header.getValue())));
    var header =
        new BlockHeader(
            new Height(Json.number(json, "height")),
            Math.toIntExact(Json.number(json, "tx_count")),
            Json.hash(json, "prev_hash"),
            Json.hash(json, "tx_hash"),
            Json.hash(json, "state_hash"),
            Json.hash(json, "error_hash"),
            headers);
    return ByteString.copyFrom(Canonical.bytes(Canonical.toWire(header)));
  }

  private static ByteString numbers(JsonNode json) {
    var bytes = new byte[json.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) json.get(i).asInt();
    }
    return ByteString.copyFrom(bytes);
  }

  /** An execution status as {@link Outcomes#text} says it (rest.md section 2.3). */
  private static Optional<String> outcome(JsonNode status) {
    var type = status.path("type").asString("");
    if (type.isEmpty() || type.equals(Outcomes.SUCCESS)) {
      return Optional.of(type).filter(told -> !told.isEmpty());
    }
    var kind = type.replace("_error", "");
    var site = status.path("call_site").path("instance_id");
    return Optional.of(
        kind
            + (status.has("code") ? ":" + status.get("code").asInt() : "")
            + (site.isMissingNode() ? "" : " in service " + site.asLong()));
  }

  private interface Reader<T> {
    T read(JsonNode json);
  }

  private <T> T parse(String what, String part, JsonNode json, Reader<T> reader) {
    try {
      return reader.read(json);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new SourceException(root + ": " + what + ": " + part + ": " + e.getMessage(), e);
    }
  }

  private JsonNode ask(String question) throws IOException {
    var uri = root.resolve(question);
    var request = HttpRequest.newBuilder(uri).timeout(LIMIT).GET().build();
    try {
      var answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      if (answer.statusCode() != FOUND) {
        throw new SourceException(uri + ": got status " + answer.statusCode() + ", want 200");
      }
      return MAPPER.readTree(answer.body());
    } catch (JacksonException e) {
      throw new SourceException(uri + ": " + e.getOriginalMessage(), e);
    } catch (ConnectException e) {
      throw new SourceException(uri + ": nobody answers there", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for " + uri);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
