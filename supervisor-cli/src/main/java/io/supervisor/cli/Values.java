package io.supervisor.cli;

import io.supervisor.api.service.Value;
import java.util.HexFormat;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Answers of services as JSON. */
final class Values {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Values() {}

  static JsonNode toJson(Value value) {
    return switch (value) {
      case Value.Null _ -> NODES.nullNode();
      case Value.Bool(var bool) -> NODES.booleanNode(bool);
      case Value.Int(var number) -> NODES.numberNode(number);
      case Value.Text(var text) -> NODES.stringNode(text);
      case Value.Hex(var bytes) -> NODES.stringNode(HexFormat.of().formatHex(bytes));
      case Value.Array(var items) -> {
        var array = NODES.arrayNode();
        items.forEach(item -> array.add(toJson(item)));
        yield array;
      }
      case Value.Struct(var members) -> {
        var object = NODES.objectNode();
        members.forEach((name, member) -> object.set(name, toJson(member)));
        yield object;
      }
    };
  }
}
