package io.supervisor.api.service;

import java.util.HexFormat;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** Answers as the original writes them: without white space, members in order. */
public final class ValueJson {
  private static final JsonMapper MAPPER = new JsonMapper();

  private ValueJson() {}

  public static String of(Value value) {
    if (value instanceof Value.Bool bool) {
      return String.valueOf(bool.value());
    }
    if (value instanceof Value.Int number) {
      return number.value().toString();
    }
    if (value instanceof Value.Text text) {
      return MAPPER.writeValueAsString(text.value());
    }
    if (value instanceof Value.Hex hex) {
      return '"' + HexFormat.of().formatHex(hex.value()) + '"';
    }
    if (value instanceof Value.Array array) {
      return array.items().stream().map(ValueJson::of).collect(Collectors.joining(",", "[", "]"));
    }
    if (value instanceof Value.Struct struct) {
      return struct.members().entrySet().stream()
          .map(member -> '"' + member.getKey() + "\":" + of(member.getValue()))
          .collect(Collectors.joining(",", "{", "}"));
    }
    return "null";
  }
}
