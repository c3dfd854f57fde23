package io.supervisor.cli;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.Timestamp;
import io.supervisor.wire.crypto.Hash;
import io.supervisor.wire.crypto.PublicKey;
import io.supervisor.wire.crypto.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Messages as JSON and back, by the rules of the REST interface: names in snake case, numbers
 * exact, hashes, keys and signatures as hexadecimal digits, opaque bytes of {@code exonum.*}
 * messages in base64. Members that are not set are left out, but for numbers and texts.
 */
final class JsonMessages {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private JsonMessages() {}

  static JsonNode of(MessageOrBuilder message) {
    return switch (message) {
      case Hash hash -> hex(hash.getData());
      case PublicKey key -> hex(key.getData());
      case Signature signature -> hex(signature.getData());
      case Timestamp time ->
          NODES.stringNode(Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).toString());
      case Duration duration ->
          NODES.numberNode(duration.getSeconds() + duration.getNanos() / 1_000_000_000.0);
      default -> object(message);
    };
  }

  private static JsonNode object(MessageOrBuilder message) {
    var object = NODES.objectNode();
    for (var field : message.getDescriptorForType().getFields()) {
      if (field.isRepeated()) {
        var array = NODES.arrayNode();
        ((List<?>) message.getField(field)).forEach(item -> array.add(value(field, item)));
        object.set(field.getName(), array);
      } else if (!field.hasPresence() || message.hasField(field)) {
        object.set(field.getName(), value(field, message.getField(field)));
      }
    }
    return object;
  }

  private static JsonNode value(FieldDescriptor field, Object value) {
    return switch (field.getType()) {
      case MESSAGE, GROUP -> of((Message) value);
      case BYTES ->
          isOpaque(field)
              ? NODES.stringNode(
                  Base64.getEncoder().encodeToString(((ByteString) value).toByteArray()))
              : hex((ByteString) value);
      case UINT64, FIXED64 ->
          NODES.numberNode(new java.math.BigInteger(Long.toUnsignedString((Long) value)));
      case UINT32, FIXED32 -> NODES.numberNode(Integer.toUnsignedLong((Integer) value));
      case ENUM -> NODES.stringNode(word((EnumValueDescriptor) value));
      case BOOL -> NODES.booleanNode((Boolean) value);
      case STRING -> NODES.stringNode((String) value);
      default -> NODES.numberNode(((Number) value).longValue());
    };
  }

  private static boolean isOpaque(FieldDescriptor field) {
    return field.getFile().getPackage().startsWith("exonum");
  }

  /** Name of an enum value without the prefix that its type demands. */
  static String word(EnumValueDescriptor value) {
    var prefix =
        value.getType().getName().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT)
            + "_";
    var name = value.getName();
    return (name.startsWith(prefix) ? name.substring(prefix.length()) : name)
        .toLowerCase(Locale.ROOT);
  }

  private static JsonNode hex(ByteString bytes) {
    return NODES.stringNode(Hex.of(bytes));
  }

  /**
   * Sets the fields of a message.
   *
   * @throws UsageException naming the member that is wrong or unknown
   */
  static void read(JsonNode json, Message.Builder message, String path) {
    if (!json.isObject()) {
      throw new UsageException(path + ": want an object");
    }
    for (var member : json.properties()) {
      var field = message.getDescriptorForType().findFieldByName(member.getKey());
      var at = path + "." + member.getKey();
      if (field == null) {
        throw new UsageException(at + ": there is no such member");
      }
      if (field.isRepeated()) {
        for (var i = 0; i < member.getValue().size(); i++) {
          var item = member.getValue().get(i);
          message.addRepeatedField(field, parse(item, field, message, at + "[" + i + "]"));
        }
      } else {
        message.setField(field, parse(member.getValue(), field, message, at));
      }
    }
  }

  private static Object parse(
      JsonNode json, FieldDescriptor field, Message.Builder parent, String at) {
    try {
      return switch (field.getType()) {
        case MESSAGE, GROUP -> message(json, parent.newBuilderForField(field), at);
        case BYTES -> bytes(json.asString(), field);
        case UINT64, FIXED64 -> Long.parseUnsignedLong(json.asString());
        case UINT32, FIXED32 -> Integer.parseUnsignedInt(json.asString());
        case ENUM -> constant(json.asString(), field, at);
        case BOOL -> json.asBoolean();
        case STRING -> json.asString();
        default -> throw new UsageException(at + ": cannot be read");
      };
    } catch (IllegalArgumentException e) {
      throw new UsageException(at + ": got " + json + ": " + e.getMessage());
    }
  }

  private static Message message(JsonNode json, Message.Builder builder, String at) {
    var type = builder.getDescriptorForType();
    if (type.equals(Hash.getDescriptor())
        || type.equals(PublicKey.getDescriptor())
        || type.equals(Signature.getDescriptor())) {
      var bytes = ByteString.copyFrom(HexFormat.of().parseHex(json.asString()));
      return builder.setField(type.findFieldByName("data"), bytes).build();
    }
    read(json, builder, at);
    return builder.build();
  }

  private static ByteString bytes(String text, FieldDescriptor field) {
    return isOpaque(field)
        ? ByteString.copyFrom(Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/')))
        : ByteString.copyFrom(HexFormat.of().parseHex(text));
  }

  private static EnumValueDescriptor constant(String text, FieldDescriptor field, String at) {
    return field.getEnumType().getValues().stream()
        .filter(value -> word(value).equals(text))
        .findFirst()
        .orElseThrow(() -> new UsageException(at + ": got \"" + text + "\""));
  }
}
