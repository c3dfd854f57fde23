package io.supervisor.server.http;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which web pages of elsewhere may use a server. Without configuration there are no CORS headers,
 * so that browsers let no page read an answer.
 */
final class Cors {
  private static final String METHODS = "GET, HEAD, POST, OPTIONS";
  private static final String MAX_AGE_SECONDS = "3600";

  private final boolean any;
  private final Set<String> origins;

  /**
   * @param configured {@code *}, or origins with commas between; empty = none
   */
  Cors(Optional<String> configured) {
    this.origins =
        configured.stream()
            .flatMap(text -> Arrays.stream(text.split(",")))
            .map(String::strip)
            .filter(origin -> !origin.isEmpty())
            .collect(Collectors.toUnmodifiableSet());
    this.any = origins.contains("*");
  }

  boolean allows(String origin) {
    return any || origins.contains(origin);
  }

  /** Headers of an answer to a page of an origin that is allowed. */
  Map<String, String> headers(String origin) {
    return allows(origin)
        ? Map.of("Access-Control-Allow-Origin", origin, "Vary", "Origin")
        : Map.of();
  }

  /** Answer to a question whether a page may send a request. */
  Answer preflight(String origin, Optional<String> requestedHeaders) {
    var headers = new LinkedHashMap<String, String>();
    if (allows(origin)) {
      headers.put("Access-Control-Allow-Methods", METHODS);
      requestedHeaders.ifPresent(names -> headers.put("Access-Control-Allow-Headers", names));
      headers.put("Access-Control-Max-Age", MAX_AGE_SECONDS);
    }
    return new Answer(allows(origin) ? 200 : 403, "text/plain", new byte[0], headers);
  }
}
