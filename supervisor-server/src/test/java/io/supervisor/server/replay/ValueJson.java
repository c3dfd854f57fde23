package io.supervisor.server.replay;

import io.supervisor.api.service.Value;
import java.util.HexFormat;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/** Answers as the original writes them: without white space, members in order. */
public final class ValueJson {
  private static final JsonMapper MAPPER = new JsonMapper();

  private ValueJson() {}

  public static String of(Value value) {
    return switch (value) {
      case Value.Null _ -> "null";
      case Value.Bool(var truth) -> String.valueOf(truth);
      case Value.Int(var number) -> number.toString();
      case Value.Text(var text) -> MAPPER.writeValueAsString(text);
      case Value.Hex(var bytes) -> '"' + HexFormat.of().formatHex(bytes) + '"';
      case Value.Array(var items) ->
          items.stream().map(ValueJson::of).collect(Collectors.joining(",", "[", "]"));
      case Value.Struct(var members) ->
          members.entrySet().stream()
              .map(member -> '"' + member.getKey() + "\":" + of(member.getValue()))
              .collect(Collectors.joining(",", "{", "}"));
    };
  }
}
