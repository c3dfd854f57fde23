package io.supervisor.server.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;

/** Texts that say which web pages may ask a node (CORS). */
public final class AllowedOrigins {
  private static final String WANT =
      "want * or origins like https://example.org:8443 with commas between";

  private AllowedOrigins() {}

  /**
   * Checks a text: {@code *}, or origins with commas between.
   *
   * @return the text as it is
   * @throws IllegalArgumentException saying which part is no origin
   */
  public static String requireValid(String text) {
    if (!text.equals("*")) {
      parts(text).forEach(AllowedOrigins::requireOrigin);
    }
    return text;
  }

  private static List<String> parts(String text) {
    return Arrays.stream(text.split(",", -1)).map(String::strip).toList();
  }

  /** An origin is scheme, host and port, and nothing behind them (RFC 6454, section 6.2). */
  private static void requireOrigin(String part) {
    try {
      var origin = new URI(part);
      var host = origin.getHost();
      var exact =
          host != null
              && part.equals(
                  origin.getScheme()
                      + "://"
                      + host
                      + (origin.getPort() < 0 ? "" : ":" + origin.getPort()));
      if (!exact || origin.getPort() > 0xffff) {
        throw new IllegalArgumentException("\"" + part + "\" is no origin; " + WANT);
      }
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("\"" + part + "\" is no origin; " + WANT, e);
    }
  }
}
