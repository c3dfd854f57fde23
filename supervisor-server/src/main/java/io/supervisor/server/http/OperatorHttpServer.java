package io.supervisor.server.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.supervisor.server.observe.Metrics;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Serves {@code /metrics}, {@code /health/live} and {@code /health/ready}. Answers 405 to other
 * methods than GET and HEAD, 404 to other paths, 503 to more requests at once than {@value
 * #REQUESTS_MAX}.
 */
public final class OperatorHttpServer implements AutoCloseable {
  private static final int REQUESTS_MAX = 64;
  private static final int BACKLOG = 64;
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final String PLAIN = "text/plain; charset=utf-8";
  private static final String PROBLEM = "application/problem+json";

  private record Answer(int status, String type, String body) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore slots = new Semaphore(REQUESTS_MAX);
  private final Map<String, Supplier<Answer>> pages;

  /**
   * Binds and begins to serve.
   *
   * @param address port 0 = any free one
   */
  public OperatorHttpServer(InetSocketAddress address, Metrics metrics, Health health)
      throws IOException {
    pages =
        Map.of(
            "/metrics", () -> new Answer(200, PROMETHEUS, metrics.scrape()),
            "/health/live", () -> answer(health.live()),
            "/health/ready", () -> answer(health.ready()));
    server = HttpServer.create(address, BACKLOG);
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!slots.tryAcquire()) {
        send(exchange, problem(503, "Too many requests at once"));
        return;
      }
      try {
        send(exchange, answer(exchange));
      } finally {
        slots.release();
      }
    }
  }

  private Answer answer(HttpExchange exchange) {
    var page = pages.get(exchange.getRequestURI().getPath());
    if (page == null) {
      return problem(404, "There is no such page");
    }
    var method = exchange.getRequestMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
      return problem(405, "This page can only be read");
    }
    return page.get();
  }

  private static Answer answer(Health.Answer health) {
    return new Answer(health.ok() ? 200 : 503, PLAIN, health.detail() + "\n");
  }

  /** Titles are constants of ours that need no escaping. */
  private static Answer problem(int status, String title) {
    return new Answer(status, PROBLEM, "{\"title\":\"" + title + "\",\"status\":" + status + "}\n");
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    var body = answer.body().getBytes(StandardCharsets.UTF_8);
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", answer.type());
    headers.set("Cache-Control", "no-store");
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(answer.status(), -1);
      return;
    }
    exchange.sendResponseHeaders(answer.status(), body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
