package io.supervisor.server.http;

import io.supervisor.api.Hash;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Arguments of a request, checked against what its endpoint declares. */
final class Arguments {
  static final String INVALID_QUERY = "Invalid query";

  /** Most characters of a wrong argument that are repeated to the client. */
  private static final int SHOWN_MAX = 100;

  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,40}");
  private static final BigInteger U32_MAX = BigInteger.TWO.pow(32).subtract(BigInteger.ONE);
  private static final BigInteger U64_MAX = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

  private final Map<String, String> texts = new HashMap<>();

  private Arguments() {}

  /** Throws a problem that names all that is wrong. */
  static Arguments check(List<Parameter> parameters, Query query) {
    var arguments = new Arguments();
    var faults = new ArrayList<String>();
    for (var parameter : parameters) {
      var given = query.all(parameter.name());
      if (given.size() > 1) {
        faults.add(parameter.name() + ": got " + given.size() + " values, want one");
      } else if (!given.isEmpty()) {
        arguments.take(parameter, given.getFirst(), faults);
      } else if (parameter.required()) {
        faults.add(parameter.name() + ": got nothing, want " + parameter.kind().want());
      }
    }
    if (!faults.isEmpty()) {
      throw Problem.badRequest(INVALID_QUERY, String.join("; ", faults)).exception();
    }
    return arguments;
  }

  private void take(Parameter parameter, String text, List<String> faults) {
    if (isGood(parameter.kind(), text)) {
      texts.put(parameter.name(), text);
    } else {
      faults.add(
          String.format(
              Locale.ROOT,
              "%s: got \"%s\", want %s",
              parameter.name(),
              shown(text),
              parameter.kind().want()));
    }
  }

  private static boolean isGood(Parameter.Kind kind, String text) {
    return switch (kind) {
      case TEXT -> true;
      case U32 -> isNumber(text, U32_MAX);
      case U64 -> isNumber(text, U64_MAX);
      case BOOL -> text.equals("true") || text.equals("false");
      case HEX32 -> isHash(text);
    };
  }

  private static boolean isNumber(String text, BigInteger max) {
    return DIGITS.matcher(text).matches() && new BigInteger(text).compareTo(max) <= 0;
  }

  private static boolean isHash(String text) {
    try {
      Hash.fromHex(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  static String shown(String text) {
    return text.length() > SHOWN_MAX ? text.substring(0, SHOWN_MAX) + "…" : text;
  }

  /** Text of a required argument. */
  String text(String name) {
    return findText(name)
        .orElseThrow(() -> new IllegalArgumentException(name + " is not declared"));
  }

  Optional<String> findText(String name) {
    return Optional.ofNullable(texts.get(name));
  }

  /** Unsigned, of a required argument. */
  long number(String name) {
    return Long.parseUnsignedLong(text(name));
  }

  /** Unsigned. */
  OptionalLong findNumber(String name) {
    return findText(name).stream().mapToLong(Long::parseUnsignedLong).findFirst();
  }

  Hash hash(String name) {
    return Hash.fromHex(text(name));
  }

  /** False if it is left out. */
  boolean flag(String name) {
    return findText(name).map(Boolean::parseBoolean).orElse(false);
  }
}
