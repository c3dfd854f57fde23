package io.supervisor.server.http;

import java.util.Locale;

/**
 * What a handler gets.
 *
 * @param contentType without parameters and in lower case; empty if there was none
 * @param body empty unless the endpoint takes one
 */
record ApiRequest(Arguments arguments, String contentType, byte[] body) {
  static final String MALFORMED = "Cannot read JSON from request body";

  /** The body as a JSON object, for ordinary endpoints. */
  JsonFields json() {
    if (!contentType.equals(Answer.JSON)) {
      throw Problem.of(
              415,
              "Invalid content type",
              String.format(
                  Locale.ROOT,
                  "Invalid content type: %s. Use `application/json`",
                  Arguments.shown(contentType)))
          .exception();
    }
    return jsonObject();
  }

  /** The body as a JSON object, whatever the content type says. */
  JsonFields jsonObject() {
    try {
      return JsonFields.of(Json.read(body));
    } catch (Json.MalformedException e) {
      throw Problem.badRequest(MALFORMED, "Json deserialize error: " + e.getMessage()).exception();
    }
  }
}
