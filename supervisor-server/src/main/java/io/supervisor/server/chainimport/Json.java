package io.supervisor.server.chainimport;

import com.google.protobuf.ByteString;
import io.supervisor.api.Hash;
import java.util.HexFormat;
import tools.jackson.databind.JsonNode;

/** Members of JSON values; each method throws {@link IllegalArgumentException} naming what. */
final class Json {
  private Json() {}

  static ByteString bytes(JsonNode json, String member) {
    try {
      return bytes(json.path(member));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(member + ": " + e.getMessage(), e);
    }
  }

  static ByteString bytes(JsonNode json) {
    if (!json.isString()) {
      throw new IllegalArgumentException("got " + kind(json) + ", want hexadecimal digits");
    }
    return ByteString.copyFrom(HexFormat.of().parseHex(json.stringValue()));
  }

  static Hash hash(JsonNode json, String member) {
    return Hash.of(bytes(json, member));
  }

  /** A number from 0 to {@link Long#MAX_VALUE}. */
  static long number(JsonNode json, String member) {
    var value = json.path(member);
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
      throw new IllegalArgumentException(member + ": got " + kind(value) + ", want a number");
    }
    return value.longValue();
  }

  private static String kind(JsonNode json) {
    return json.isMissingNode() ? "nothing" : json.toString();
  }
}
