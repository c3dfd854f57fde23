package io.supervisor.server.http;

import io.supervisor.api.service.Value;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What a request is answered with. The body is not to be changed. */
record Answer(int status, String contentType, byte[] body, Map<String, String> headers) {
  static final String JSON = "application/json";

  static Answer json(Value value) {
    return new Answer(200, JSON, Json.write(value), Map.of());
  }

  static Answer text(int status, String contentType, String body) {
    return new Answer(status, contentType, body.getBytes(StandardCharsets.UTF_8), Map.of());
  }
}
