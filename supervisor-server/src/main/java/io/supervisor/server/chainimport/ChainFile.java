package io.supervisor.server.chainimport;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.core.replica.ChainImport;
import io.supervisor.wire.CallInBlock;
import io.supervisor.wire.runtime.ExecutionError;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A chain in a JSON file, compressed with gzip or not: an object whose member {@code blocks} has
 * the blocks from genesis on (docs/importing.md). Read as a stream, so its size does not matter.
 */
final class ChainFile implements ChainSource {
  /** Of an array, whose elements follow each other. */
  private static final JsonMapper MAPPER =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private static final int GZIP_MAGIC = 0x1f8b;

  private final Path file;
  private final JsonParser parser;
  private long next;

  private ChainFile(Path file, JsonParser parser) {
    this.file = file;
    this.parser = parser;
  }

  static ChainFile open(Path file) throws IOException {
    var in = read(file);
    try {
      var source = new ChainFile(file, MAPPER.createParser(in));
      source.findBlocks();
      return source;
    } catch (JacksonException e) {
      in.close();
      throw new SourceException(file + ": " + e.getOriginalMessage(), e);
    } catch (RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /** The text of a file that may be compressed. */
  static InputStream read(Path file) throws IOException {
    InputStream in;
    try {
      in = new BufferedInputStream(Files.newInputStream(file));
    } catch (NoSuchFileException e) {
      throw new SourceException(file + ": there is no such file", e);
    }
    try {
      in.mark(2);
      int magic = in.read() << 8 | in.read();
      in.reset();
      return magic == GZIP_MAGIC ? new GZIPInputStream(in) : in;
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  private void findBlocks() {
    if (parser.nextToken() == JsonToken.START_OBJECT) {
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean found = parser.currentName().equals("blocks");
        var value = parser.nextToken();
        if (found && value == JsonToken.START_ARRAY) {
          return;
        }
        parser.skipChildren();
      }
    }
    throw new SourceException(file + ": want an object with an array blocks");
  }

  @Override
  public OptionalLong last() {
    return OptionalLong.empty();
  }

  @Override
  public Optional<SourceBlock> block(long height) throws IOException {
    try {
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        if (next++ == height) {
          return Optional.of(block(MAPPER.readTree(parser), height));
        }
        parser.skipChildren();
      }
      return Optional.empty();
    } catch (JacksonException e) {
      throw new SourceException(where(height) + e.getOriginalMessage(), e);
    }
  }

  private SourceBlock block(JsonNode json, long height) {
    try {
      var transactions =
          json.path("txs")
              .valueStream()
              .map(transaction -> Json.bytes(transaction, "signed_message_hex"))
              .toList();
      var block =
          new ChainImport.Candidate(
              Json.bytes(json, "block_protobuf_hex"),
              json.path("precommits").valueStream().map(Json::bytes).toList(),
              transactions);
      return new SourceBlock(block, outcomes(json, transactions), json.has("errors"));
    } catch (IllegalArgumentException | InvalidProtocolBufferException e) {
      throw new SourceException(where(height) + e.getMessage(), e);
    }
  }

  /** Files may leave errors out; then nothing is told. */
  private static Map<String, String> outcomes(JsonNode json, List<ByteString> transactions)
      throws InvalidProtocolBufferException {
    var outcomes = new TreeMap<String, String>();
    if (!json.has("errors")) {
      return outcomes;
    }
    for (int i = 0; i < transactions.size(); i++) {
      outcomes.put(
          Outcomes.name(new io.supervisor.api.CallInBlock.Transaction(i)), Outcomes.SUCCESS);
    }
    for (var error : json.get("errors")) {
      var call = Canonical.fromWire(CallInBlock.parseFrom(Json.bytes(error, "location_key_hex")));
      var failure =
          Canonical.fromWire(ExecutionError.parseFrom(Json.bytes(error, "error_protobuf_hex")));
      outcomes.put(Outcomes.name(call), Outcomes.text(failure));
    }
    return outcomes;
  }

  private String where(long height) {
    return file + ": block " + height + ": ";
  }

  @Override
  public void close() {
    parser.close();
  }
}
