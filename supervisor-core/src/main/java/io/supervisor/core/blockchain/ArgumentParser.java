package io.supervisor.core.blockchain;

import io.supervisor.api.Hash;
import io.supervisor.api.PublicKey;
import io.supervisor.api.service.Read;
import io.supervisor.core.blockchain.QueryAnswer.Violation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns the text of arguments into what a read declares. */
final class ArgumentParser {
  /** Most characters of a wrong argument that are repeated to the client. */
  private static final int SHOWN_MAX = 100;

  private final Map<String, Object> values = new LinkedHashMap<>();
  private final List<Violation> violations = new ArrayList<>();

  /** Arguments that are not declared are left out. */
  ArgumentParser(List<Read.Parameter> parameters, Map<String, String> arguments) {
    for (var parameter : parameters) {
      var text = arguments.get(parameter.name());
      if (text != null) {
        parse(parameter, text);
      } else if (parameter.required()) {
        violations.add(new Violation(parameter.name(), "got nothing, want " + want(parameter)));
      }
    }
  }

  Map<String, Object> values() {
    return values;
  }

  List<Violation> violations() {
    return violations;
  }

  private void parse(Read.Parameter parameter, String text) {
    try {
      values.put(parameter.name(), value(parameter.type(), text));
    } catch (IllegalArgumentException e) {
      var shown = text.length() > SHOWN_MAX ? text.substring(0, SHOWN_MAX) + "…" : text;
      violations.add(
          new Violation(parameter.name(), "got \"" + shown + "\", want " + want(parameter)));
    }
  }

  private static Object value(Read.Type type, String text) {
    return switch (type) {
      case TEXT -> text;
      case U64 -> Long.parseUnsignedLong(text);
      case BOOL -> bool(text);
      case HASH -> Hash.fromHex(text);
      case PUBLIC_KEY -> PublicKey.fromHex(text);
    };
  }

  private static boolean bool(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  private static String want(Read.Parameter parameter) {
    return switch (parameter.type()) {
      case TEXT -> "text";
      case U64 -> "a number from 0 to 2^64-1";
      case BOOL -> "true or false";
      case HASH, PUBLIC_KEY -> "64 hexadecimal digits";
    };
  }
}
