package io.supervisor.server.http;

import io.supervisor.api.service.Value;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON texts and what they stand for. */
final class Json {
  /** Deeper than any request of ours. */
  private static final int DEPTH_MAX = 32;

  /** Digits of a number: those of 2^64 and then some, so that a wrong one can be named. */
  private static final int DIGITS_MAX = 40;

  private static final int NAME_CHARACTERS_MAX = 256;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEPTH_MAX)
                  .maxNumberLength(DIGITS_MAX)
                  .maxNameLength(NAME_CHARACTERS_MAX)
                  .maxStringLength(Integer.MAX_VALUE) // the body is limited
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private static final JsonMapper MAPPER =
      JsonMapper.builder(FACTORY).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private static final HexFormat HEX = HexFormat.of();

  private Json() {}

  /** The text is no JSON, or has the same member twice. */
  static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedException(String message) {
      super(message, null, false, false);
    }
  }

  /** UTF-8, members in their order, no spaces. */
  static byte[] write(Value value) {
    var bytes = new ByteArrayOutputStream();
    try (var generator = MAPPER.createGenerator(bytes)) {
      write(value, generator);
    }
    return bytes.toByteArray();
  }

  private static void write(Value value, JsonGenerator generator) {
    switch (value) {
      case Value.Null _ -> generator.writeNull();
      case Value.Bool(var bool) -> generator.writeBoolean(bool);
      case Value.Int(var number) -> generator.writeNumber(number);
      case Value.Text(var text) -> generator.writeString(text);
      case Value.Hex(var bytes) -> generator.writeString(HEX.formatHex(bytes));
      case Value.Array(var items) -> {
        generator.writeStartArray();
        items.forEach(item -> write(item, generator));
        generator.writeEndArray();
      }
      case Value.Struct(var members) -> {
        generator.writeStartObject();
        members.forEach((name, member) -> {
          generator.writeName(name);
          write(member, generator);
        });
        generator.writeEndObject();
      }
    }
  }

  static JsonNode read(byte[] text) throws MalformedException {
    try {
      return MAPPER.readTree(text);
    } catch (JacksonException e) {
      throw new MalformedException(describe(e));
    }
  }

  private static String describe(JacksonException e) {
    var where = e.getLocation();
    return where == null
        ? e.getOriginalMessage()
        : String.format(
            Locale.ROOT,
            "%s at line %d column %d",
            e.getOriginalMessage(),
            where.getLineNr(),
            where.getColumnNr());
  }
}
