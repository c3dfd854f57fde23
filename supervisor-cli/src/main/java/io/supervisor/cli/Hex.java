package io.supervisor.cli;

import com.google.protobuf.ByteString;
import io.supervisor.api.Hash;
import java.util.HexFormat;

/** Hexadecimal digits to and from the user. */
final class Hex {
  private static final int SHORT_DIGITS = 8;

  private Hex() {}

  static String of(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }

  /** The first digits, for tables. */
  static String brief(ByteString bytes) {
    var digits = of(bytes);
    return digits.length() <= SHORT_DIGITS ? digits : digits.substring(0, SHORT_DIGITS);
  }

  static byte[] bytes(String what, String digits) {
    try {
      return HexFormat.of().parseHex(digits);
    } catch (IllegalArgumentException e) {
      throw new UsageException(what + ": want hexadecimal digits, two a byte");
    }
  }

  static Hash hash(String what, String digits) {
    var bytes = bytes(what, digits);
    if (bytes.length != Hash.SIZE) {
      throw new UsageException(what + ": got " + digits.length() + " digits, want 64");
    }
    return Hash.of(bytes);
  }
}
