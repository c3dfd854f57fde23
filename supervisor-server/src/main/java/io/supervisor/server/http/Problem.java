package io.supervisor.server.http;

import io.supervisor.api.InstanceSpec;
import io.supervisor.api.service.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Why a request is refused, as RFC 9457 problem details. Source: rest.md section 2.3.
 *
 * @param title stable: programs may compare it
 * @param detail for people; left out where empty
 * @param source {@code ID:NAME} of the service whose handler refused
 * @param headers that go with the answer, such as {@code Allow}
 */
record Problem(
    int status, String title, String detail, Optional<String> source, Map<String, String> headers) {
  static final String TYPE = "application/problem+json";

  static Problem of(int status, String title, String detail) {
    return new Problem(status, title, detail, Optional.empty(), Map.of());
  }

  static Problem badRequest(String title, String detail) {
    return of(400, title, detail);
  }

  static Problem notFound(String title, String detail) {
    return of(404, title, detail);
  }

  Problem from(InstanceSpec service) {
    return new Problem(
        status, title, detail, Optional.of(service.id() + ":" + service.name()), headers);
  }

  Problem with(String header, String value) {
    var more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Problem(status, title, detail, source, more);
  }

  ProblemException exception() {
    return new ProblemException(this);
  }

  Answer answer() {
    var body = Value.struct().with("title", Value.of(title));
    if (!detail.isEmpty()) {
      body.with("detail", Value.of(detail));
    }
    source.ifPresent(service -> body.with("source", Value.of(service)));
    return new Answer(status, TYPE, Json.write(body.build()), headers);
  }
}
