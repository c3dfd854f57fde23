package io.supervisor.server.http;

import io.supervisor.server.observe.Metrics;
import java.util.List;

/** Metrics and health, for what watches over the node. */
final class OperatorPages {
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final String PLAIN = "text/plain; charset=utf-8";

  private OperatorPages() {}

  static List<Endpoint> endpoints(Metrics metrics, Health health) {
    return List.of(
        Endpoint.get(
            "/metrics",
            "Metrics in the text format of Prometheus",
            List.of(),
            "Text",
            _ -> Answer.text(200, PROMETHEUS, metrics.scrape())),
        Endpoint.get(
            "/health/live",
            "Whether the node lives",
            List.of(),
            "Text",
            _ -> answer(health.live())),
        Endpoint.get(
            "/health/ready",
            "Whether clients should be sent here",
            List.of(),
            "Text",
            _ -> answer(health.ready())));
  }

  private static Answer answer(Health.Answer health) {
    return Answer.text(health.ok() ? 200 : 503, PLAIN, health.detail() + "\n");
  }
}
