package io.supervisor.server.http;

import com.google.protobuf.ByteString;
import io.supervisor.api.Hash;
import io.supervisor.api.PublicKey;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Members of a JSON object. Reading never throws: what is wrong is collected, and {@link #finish}
 * names all of it. Members that nobody asks for are ignored.
 */
final class JsonFields {
  private static final BigInteger U32_MAX = BigInteger.TWO.pow(32).subtract(BigInteger.ONE);
  private static final BigInteger U64_MAX = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

  private final String path;
  private final JsonNode node;
  private final List<String> faults;

  private JsonFields(String path, JsonNode node, List<String> faults) {
    this.path = path;
    this.node = node;
    this.faults = faults;
    if (!node.isObject()) {
      fault("", node, "an object");
    }
  }

  static JsonFields of(JsonNode node) {
    return new JsonFields("", node, new ArrayList<>());
  }

  /** Throws a problem that names all that was wrong. */
  void finish() {
    if (!faults.isEmpty()) {
      throw Problem.badRequest(
              ApiRequest.MALFORMED, "Json deserialize error: " + String.join("; ", faults))
          .exception();
    }
  }

  boolean has(String name) {
    return node.has(name);
  }

  /** Whether there is such a member and it is not null. */
  boolean hasValue(String name) {
    return node.hasNonNull(name);
  }

  List<String> names() {
    return List.copyOf(node.propertyNames());
  }

  String text(String name) {
    var member = member(name);
    if (member == null || !member.isString()) {
      return fault(name, member, "a text", "");
    }
    return member.stringValue();
  }

  boolean bool(String name) {
    var member = member(name);
    if (member == null || !member.isBoolean()) {
      return fault(name, member, "true or false", false);
    }
    return member.booleanValue();
  }

  /** Unsigned. */
  long u64(String name) {
    return number(name, U64_MAX, "a number from 0 to 2^64-1");
  }

  /** Unsigned; 0 if it is left out. */
  long optionalU64(String name) {
    return has(name) ? u64(name) : 0;
  }

  /** Unsigned. */
  int u32(String name) {
    return (int) number(name, U32_MAX, "a number from 0 to 2^32-1");
  }

  private long number(String name, BigInteger max, String want) {
    var member = member(name);
    if (member == null || !member.isIntegralNumber()) {
      return fault(name, member, want, 0L);
    }
    var number = member.bigIntegerValue();
    return number.signum() < 0 || number.compareTo(max) > 0
        ? fault(name, member, want, 0L)
        : number.longValue();
  }

  Hash hash(String name) {
    try {
      return Hash.fromHex(hex(name));
    } catch (IllegalArgumentException e) {
      return fault(name, member(name), "64 hexadecimal digits", Hash.ZERO);
    }
  }

  PublicKey publicKey(String name) {
    try {
      return PublicKey.fromHex(hex(name));
    } catch (IllegalArgumentException e) {
      return fault(name, member(name), "64 hexadecimal digits", PublicKey.of(Hash.ZERO.toBytes()));
    }
  }

  private String hex(String name) {
    var member = member(name);
    return member != null && member.isString() ? member.stringValue() : "";
  }

  /** Base64 of either alphabet, with padding or without. */
  ByteString base64(String name) {
    return decodeBase64(text(name))
        .orElseGet(() -> fault(name, member(name), "base64", ByteString.EMPTY));
  }

  static Optional<ByteString> decodeBase64(String text) {
    var standard = text.replace('-', '+').replace('_', '/');
    try {
      return Optional.of(ByteString.copyFrom(Base64.getDecoder().decode(standard)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  JsonFields object(String name) {
    var member = member(name);
    if (member == null || !member.isObject()) {
      fault(name, member, "an object");
      return new JsonFields(path(name), JsonNodeFactory.instance.objectNode(), new ArrayList<>());
    }
    return new JsonFields(path(name), member, faults);
  }

  List<JsonFields> objects(String name) {
    var member = member(name);
    if (member == null || !member.isArray()) {
      return fault(name, member, "an array", List.of());
    }
    var items = new ArrayList<JsonFields>();
    for (var i = 0; i < member.size(); i++) {
      items.add(new JsonFields(path(name) + "[" + i + "]", member.get(i), faults));
    }
    return items;
  }

  /** Names a fault of this object as a whole. */
  void fault(String description) {
    faults.add(path.isEmpty() ? description : path + ": " + description);
  }

  private @Nullable JsonNode member(String name) {
    return node.get(name);
  }

  private void fault(String name, @Nullable JsonNode got, String want) {
    var where = path(name);
    faults.add(
        String.format(
            Locale.ROOT,
            "%s: got %s, want %s",
            where.isEmpty() ? "body" : where,
            got == null ? "nothing" : shown(got),
            want));
  }

  private <T> T fault(String name, @Nullable JsonNode got, String want, T otherwise) {
    fault(name, got, want);
    return otherwise;
  }

  private static String shown(JsonNode got) {
    return got.isContainer()
        ? "an " + (got.isArray() ? "array" : "object")
        : Arguments.shown(got.toString());
  }

  private String path(String name) {
    return path.isEmpty() || name.isEmpty() ? path + name : path + "." + name;
  }
}
