package io.supervisor.server.http;

import io.supervisor.server.node.NodeStoppedException;
import io.supervisor.server.observe.EventLog;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Handles every request of one server: lets no more in at once than the node can bear, finds the
 * endpoint, checks the request against it, and turns whatever a handler throws into a problem.
 */
final class Gateway extends Handler.Abstract {
  /**
   * What requests may cost.
   *
   * @param requestsMax that are answered at once; those whose bodies are on their way do not count
   * @param heldBytesMax of long answers that their clients have not taken
   */
  record Limits(int requestsMax, long heldBytesMax, BodyIntake.Limits bodies) {
    static final Limits DEFAULT =
        new Limits(256, Runtime.getRuntime().maxMemory() / 16, BodyIntake.Limits.DEFAULT);
  }

  /** What is no longer than this is not counted: the number of requests bounds it. */
  private static final int SHORT_BYTES = 64 << 10;

  private final Routes routes;
  private final Hosts hosts;
  private final Cors cors;
  private final BodyLimits limits;
  private final Optional<Upgrades> upgrades;
  private final EventLog events;
  private final Semaphore slots;
  private final BodyIntake intake;
  private final long heldBytesMax;
  private final AtomicLong heldBytes = new AtomicLong();

  Gateway(
      Routes routes,
      Hosts hosts,
      Cors cors,
      BodyLimits limits,
      Optional<Upgrades> upgrades,
      EventLog events,
      Limits costs) {
    this.routes = routes;
    this.hosts = hosts;
    this.cors = cors;
    this.limits = limits;
    this.upgrades = upgrades;
    this.events = events;
    this.slots = new Semaphore(costs.requestsMax());
    this.intake = new BodyIntake(costs.bodies());
    this.heldBytesMax = costs.heldBytesMax();
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    answer(request, response, callback)
        .ifPresent(answer -> sendWithin(request, response, callback, answer));
    return true;
  }

  /** A place among those that are answered. */
  private final class Slot implements AutoCloseable {
    private boolean taken;

    Slot() {
      take();
    }

    /** Throws a problem if there is none. */
    void take() {
      if (!slots.tryAcquire()) {
        throw busy().exception();
      }
      taken = true;
    }

    void free() {
      taken = false;
      slots.release();
    }

    @Override
    public void close() {
      if (taken) {
        free();
      }
    }
  }

  /** Empty if the request became a WebSocket, and is answered already. */
  private Optional<Answer> answer(Request request, Response response, Callback callback) {
    try (var slot = new Slot()) {
      hosts.requireOwn(request);
      var path = request.getHttpURI().getDecodedPath();
      var origin = Optional.ofNullable(request.getHeaders().get(HttpHeader.ORIGIN));
      if (isPreflight(request) && origin.isPresent()) {
        return Optional.of(
            cors.preflight(
                origin.get(),
                Optional.ofNullable(request.getHeaders().get("Access-Control-Request-Headers"))));
      }
      if (upgrades.isPresent() && upgrades.get().handles(path)) {
        origin.ifPresent(page -> requireTrusted(page, request));
        return upgrades.get().upgrade(request, response, callback);
      }
      var endpoint = routes.find(request.getMethod(), path);
      if (endpoint.verb() == Endpoint.Verb.POST) {
        origin.ifPresent(page -> requireTrusted(page, request));
      }
      return Optional.of(answer(request, endpoint, slot));
    } catch (ProblemException e) {
      return Optional.of(e.problem().answer());
    } catch (NodeStoppedException e) {
      return Optional.of(Waiting.unavailable("The node is stopping").answer());
    } catch (IOException e) {
      return Optional.of(
          Problem.badRequest("Bad request", "The body of the request did not come").answer());
    } catch (RuntimeException | StackOverflowError e) {
      return Optional.of(fault(request, e).answer());
    }
  }

  private Answer answer(Request request, Endpoint endpoint, Slot slot) throws IOException {
    var query = Query.parse(request.getHttpURI().getQuery());
    var arguments = Arguments.check(endpoint.parameters(), query);
    if (endpoint.content().isEmpty()) {
      return endpoint.handler().answer(new ApiRequest(arguments, "", new byte[0]));
    }
    var type = contentType(request);
    slot.free();
    try (var body = intake.take(request, limits.of(type))) {
      slot.take();
      return endpoint.handler().answer(new ApiRequest(arguments, type, body.bytes()));
    }
  }

  private Problem fault(Request request, Throwable cause) {
    var errorId = Long.toHexString(ThreadLocalRandom.current().nextLong());
    events.requestFailed(request.getHttpURI().getPath(), errorId, cause);
    return Problem.of(500, "Internal error", cause + " (error_id " + errorId + ")");
  }

  private static boolean isPreflight(Request request) {
    return request.getMethod().equals("OPTIONS")
        && request.getHeaders().contains("Access-Control-Request-Method");
  }

  /**
   * Browsers send simple requests to other sites without asking, and open WebSockets to them; a
   * page that nobody trusts is not to stop a node by one, nor to read what is not for it.
   */
  private void requireTrusted(String origin, Request request) {
    if (!cors.allows(origin) && !isSameOrigin(origin, request.getHeaders().get(HttpHeader.HOST))) {
      throw Problem.of(403, "Origin not allowed", "This node does not trust pages of that origin")
          .exception();
    }
  }

  private static boolean isSameOrigin(String origin, @Nullable String host) {
    try {
      return host != null && host.equalsIgnoreCase(URI.create(origin).getRawAuthority());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String contentType(Request request) {
    var header = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    return header == null ? "" : header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  static Problem busy() {
    return Problem.of(503, "Too many requests at once", "Send it again a little later")
        .with("Retry-After", "1");
  }

  /** Whether there is room; there always is for one. */
  private boolean hold(long bytes) {
    if (bytes <= SHORT_BYTES || heldBytes.addAndGet(bytes) <= Math.max(bytes, heldBytesMax)) {
      return true;
    }
    heldBytes.addAndGet(-bytes);
    return false;
  }

  private void letGo(long bytes) {
    if (bytes > SHORT_BYTES) {
      heldBytes.addAndGet(-bytes);
    }
  }

  /** Long answers wait in memory for their clients, who may never read them. */
  private void sendWithin(Request request, Response response, Callback callback, Answer answer) {
    var bytes = answer.body().length;
    if (hold(bytes)) {
      send(request, response, Callback.from(() -> letGo(bytes), callback), answer);
    } else {
      send(request, response, callback, busy().answer());
    }
  }

  private void send(Request request, Response response, Callback callback, Answer answer) {
    response.setStatus(answer.status());
    var headers = response.getHeaders();
    headers.put(HttpHeader.CONTENT_TYPE, answer.contentType());
    headers.put(HttpHeader.CONTENT_LENGTH, answer.body().length);
    headers.put(HttpHeader.CACHE_CONTROL, "no-store");
    headers.put("X-Content-Type-Options", "nosniff");
    answer.headers().forEach(headers::put);
    var origin = request.getHeaders().get(HttpHeader.ORIGIN);
    (origin == null ? Map.<String, String>of() : cors.headers(origin)).forEach(headers::put);
    response.write(true, ByteBuffer.wrap(answer.body()), callback);
  }
}
