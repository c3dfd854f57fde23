package io.supervisor.server.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Arguments of a query string by name, as text. Names that nobody asks for are ignored. */
final class Query {
  private final Map<String, List<String>> values = new LinkedHashMap<>();

  private Query() {}

  /** Throws a problem if the percent encoding is none. */
  static Query parse(@Nullable String text) {
    var query = new Query();
    if (text == null || text.isEmpty()) {
      return query;
    }
    for (var part : text.split("&", -1)) {
      if (!part.isEmpty()) {
        var equals = part.indexOf('=');
        var name = equals < 0 ? part : part.substring(0, equals);
        var value = equals < 0 ? "" : part.substring(equals + 1);
        query.values.computeIfAbsent(decode(name), _ -> new ArrayList<>()).add(decode(value));
      }
    }
    return query;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw Problem.badRequest(Arguments.INVALID_QUERY, "got a % that two digits do not follow")
          .exception();
    }
  }

  /** All values of a name, in their order; empty if there is none. */
  List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }
}
