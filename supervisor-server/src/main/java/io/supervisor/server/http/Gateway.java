package io.supervisor.server.http;

import io.supervisor.server.node.NodeStoppedException;
import io.supervisor.server.observe.EventLog;
import java.io.IOException;
import java.io.InputStream;
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
   * @param requestsMax that are answered at once
   * @param heldBytesMax of long bodies that are on their way or being answered, and of long answers
   *     that their clients have not taken
   */
  record Limits(int requestsMax, long heldBytesMax) {
    static final Limits DEFAULT = new Limits(256, Runtime.getRuntime().maxMemory() / 16);
  }

  /** What is no longer than this is not counted: the number of requests bounds it. */
  private static final int SHORT_BYTES = 64 << 10;

  /** Bytes of a body that are read for nothing before it is refused as too long. */
  private static final int DISCARDED_MAX = 8 << 20;

  private final Routes routes;
  private final Hosts hosts;
  private final Cors cors;
  private final BodyLimits limits;
  private final Optional<Upgrades> upgrades;
  private final EventLog events;
  private final Semaphore slots;
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
    this.heldBytesMax = costs.heldBytesMax();
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    if (!slots.tryAcquire()) {
      send(request, response, callback, busy().answer());
      return true;
    }
    try {
      answer(request, response, callback)
          .ifPresent(answer -> sendWithin(request, response, callback, answer));
    } finally {
      slots.release();
    }
    return true;
  }

  /** Empty if the request became a WebSocket, and is answered already. */
  private Optional<Answer> answer(Request request, Response response, Callback callback) {
    try {
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
      return Optional.of(answer(request, endpoint));
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

  private Answer answer(Request request, Endpoint endpoint) throws IOException {
    var bytes = bodyBytes(request, endpoint);
    if (!hold(bytes)) {
      throw busy().exception();
    }
    try {
      return endpoint.handler().answer(read(request, endpoint));
    } finally {
      letGo(bytes);
    }
  }

  /** At most so many bytes of a body are read. */
  private long bodyBytes(Request request, Endpoint endpoint) {
    if (endpoint.content().isEmpty()) {
      return 0;
    }
    long most = limits.of(contentType(request));
    var announced = request.getLength();
    return announced < 0 ? most : Math.min(announced, most);
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

  private ApiRequest read(Request request, Endpoint endpoint) throws IOException {
    var query = Query.parse(request.getHttpURI().getQuery());
    var arguments = Arguments.check(endpoint.parameters(), query);
    if (endpoint.content().isEmpty()) {
      return new ApiRequest(arguments, "", new byte[0]);
    }
    var type = contentType(request);
    return new ApiRequest(arguments, type, body(request, limits.of(type)));
  }

  private static String contentType(Request request) {
    var header = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    return header == null ? "" : header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  private static byte[] body(Request request, int bytesMax) throws IOException {
    var in = Request.asInputStream(request);
    if (request.getLength() <= bytesMax) {
      var body = in.readNBytes(bytesMax + 1);
      if (body.length <= bytesMax) {
        return body;
      }
    }
    discard(in);
    throw Problem.of(413, "Request body too large", "want at most " + bytesMax + " bytes")
        .exception();
  }

  /**
   * Whoever is cut off while he sends may never read the answer: the rest is taken, up to a point.
   */
  private static void discard(InputStream in) throws IOException {
    var buffer = new byte[8 << 10];
    var left = DISCARDED_MAX;
    var read = 0;
    while (read >= 0 && left > 0) {
      left -= read;
      read = in.read(buffer);
    }
  }

  private static Problem busy() {
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
