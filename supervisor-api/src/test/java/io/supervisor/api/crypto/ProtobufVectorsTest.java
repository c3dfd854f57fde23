package io.supervisor.api.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Internal;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.supervisor.api.Vectors;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

class ProtobufVectorsTest {
  @TestFactory
  List<DynamicTest> messages() {
    return Vectors.cases("protobuf", "cases").stream()
        .map(c -> DynamicTest.dynamicTest(c.get("id").stringValue(), () -> check(c)))
        .toList();
  }

  private static void check(JsonNode c) throws ClassNotFoundException {
    var empty = defaultInstance(c.get("message").stringValue());
    var bytes = Vectors.hex(c, "bytes");
    var built = build(empty.newBuilderForType(), c.get("fields"));
    assertThat(hex(Canonical.bytes(built))).isEqualTo(hex(bytes));
    var parsed = Canonical.parse(empty.getParserForType(), bytes);
    assertThat(hex(parsed.toByteArray())).isEqualTo(hex(bytes));
    assertThat(parsed).isEqualTo(Canonical.of(built));
    assertThat(Canonical.hash(built)).isEqualTo(Vectors.hash(c, "sha256"));
  }

  private static Message defaultInstance(String fullName) throws ClassNotFoundException {
    var name = fullName.replaceFirst("^exonum", "io.supervisor.wire");
    return Internal.getDefaultInstance(Class.forName(name).asSubclass(Message.class));
  }

  private static Message build(Message.Builder builder, JsonNode fields) {
    for (var member : fields.properties()) {
      var field = builder.getDescriptorForType().findFieldByName(member.getKey());
      if (field.isRepeated()) {
        for (var element : member.getValue()) {
          builder.addRepeatedField(field, value(builder, field, element));
        }
      } else {
        builder.setField(field, value(builder, field, member.getValue()));
      }
    }
    return builder.build();
  }

  private static Object value(Message.Builder builder, FieldDescriptor field, JsonNode json) {
    return switch (field.getJavaType()) {
      case MESSAGE ->
          json.isString()
              ? timestamp(json.stringValue())
              : build(builder.newBuilderForField(field), json);
      case ENUM -> field.getEnumType().findValueByName(json.stringValue());
      case BYTE_STRING ->
          ByteString.copyFrom(HexFormat.of().parseHex(json.get("hex").stringValue()));
      case STRING -> json.stringValue();
      case INT -> Integer.parseUnsignedInt(json.asString());
      case LONG -> Long.parseUnsignedLong(json.asString());
      default -> throw new IllegalArgumentException(field.getFullName());
    };
  }

  private static Timestamp timestamp(String text) {
    var time = Instant.parse(text);
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
