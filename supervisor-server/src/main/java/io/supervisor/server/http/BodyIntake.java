package io.supervisor.server.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Request;

/**
 * Takes bodies as they come. Those that come slower than they must are refused; where there is no
 * room for another, the slowest goes, so that those who dribble keep nobody out. Safe for use by
 * many threads, which wait here for their clients.
 */
final class BodyIntake {
  /**
   * What bodies on their way may cost.
   *
   * @param bodiesMax at once
   * @param bytesMax that have come of all of them, and of those that are being answered
   * @param bytesPerSecondLeast of each, once the grace is over
   */
  record Limits(int bodiesMax, long bytesMax, int bytesPerSecondLeast, Duration grace) {
    static final Limits DEFAULT =
        new Limits(256, Runtime.getRuntime().maxMemory() / 32, 16 << 10, Duration.ofSeconds(5));
  }

  /** Who has been here for so long may have to make room. */
  private static final long ROOM_AFTER_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Bytes of a body that are read for nothing before it is refused as too long. */
  private static final int DISCARDED_MAX = 8 << 20;

  private static final int PIECE_BYTES = 8 << 10;

  private final Limits limits;
  private final Set<Coming> coming = ConcurrentHashMap.newKeySet();
  private long held;

  BodyIntake(Limits limits) {
    this.limits = limits;
  }

  /** A whole body, which takes its room until it is closed. */
  final class Body implements AutoCloseable {
    private final byte[] bytes;

    private Body(byte[] bytes) {
      this.bytes = bytes;
    }

    byte[] bytes() {
      return bytes;
    }

    @Override
    public void close() {
      letGo(bytes.length);
    }
  }

  /** A body on its way. */
  private static final class Coming {
    private final Request request;
    private final long startNanos = System.nanoTime();
    private volatile long received;
    private volatile boolean gone;

    Coming(Request request) {
      this.request = request;
    }

    long elapsedNanos() {
      return System.nanoTime() - startNanos;
    }

    double bytesPerSecond() {
      return received * 1e9 / Math.max(1, elapsedNanos());
    }
  }

  /**
   * Reads a body to its end. Throws a problem if it is too long (413), too slow (408), or there is
   * no room (503).
   *
   * @throws IOException if the client goes, or is sent away
   */
  Body take(Request request, int bytesMax) throws IOException {
    var body = new Coming(request);
    enter(body);
    try {
      return whole(body, read(body, bytesMax));
    } catch (IOException | RuntimeException | Error e) {
      leave(body);
      throw e;
    } finally {
      coming.remove(body);
    }
  }

  /** From now on it is not on its way, and can not be sent away. */
  private synchronized Body whole(Coming body, byte[] bytes) throws IOException {
    if (body.gone) {
      throw new IOException("sent away");
    }
    body.gone = true;
    return new Body(bytes);
  }

  private byte[] read(Coming body, int bytesMax) throws IOException {
    var in = Request.asInputStream(body.request);
    var bytes = new ByteArrayOutputStream();
    var piece = new byte[PIECE_BYTES];
    while (body.request.getLength() <= bytesMax && bytes.size() <= bytesMax) {
      var count = in.read(piece);
      if (count < 0) {
        return bytes.toByteArray();
      }
      hold(body, count);
      bytes.write(piece, 0, count);
      requireFast(body);
    }
    discard(in, body);
    throw Problem.of(413, "Request body too large", "want at most " + bytesMax + " bytes")
        .exception();
  }

  private void requireFast(Coming body) {
    if (body.elapsedNanos() > limits.grace().toNanos()
        && body.bytesPerSecond() < limits.bytesPerSecondLeast()) {
      throw Problem.of(
              408,
              "Request took too long",
              "want at least " + limits.bytesPerSecondLeast() + " bytes of the body a second")
          .with("Connection", "close")
          .exception();
    }
  }

  /**
   * Whoever is cut off while he sends may never read the answer: the rest is taken, up to a point.
   */
  private void discard(InputStream in, Coming body) throws IOException {
    var piece = new byte[PIECE_BYTES];
    var left = DISCARDED_MAX;
    var read = 0;
    while (read >= 0 && left > 0) {
      left -= read;
      read = in.read(piece);
      requireFast(body);
    }
  }

  private void enter(Coming body) {
    if (coming.size() >= limits.bodiesMax() && slowest(body).isEmpty()) {
      throw Gateway.busy().exception();
    }
    if (coming.size() >= limits.bodiesMax()) {
      slowest(body).ifPresent(this::sendAway);
    }
    coming.add(body);
  }

  private void hold(Coming body, int count) throws IOException {
    while (!tryHold(body, count)) {
      sendAway(slowest(body).orElseThrow(() -> Gateway.busy().exception()));
    }
  }

  /** Whether there is room; there always is for one. */
  private synchronized boolean tryHold(Coming body, int count) throws IOException {
    if (body.gone) {
      throw new IOException("sent away");
    }
    if (held + count > limits.bytesMax() && held > body.received) {
      return false;
    }
    held += count;
    body.received += count;
    return true;
  }

  /** Its thread, which waits for more, learns of it by the end of the connection. */
  private void sendAway(Coming body) {
    leave(body);
    coming.remove(body);
    body.request.getConnectionMetaData().getConnection().getEndPoint().close();
  }

  private synchronized void leave(Coming body) {
    if (!body.gone) {
      held -= body.received;
    }
    body.gone = true;
  }

  private synchronized void letGo(long bytes) {
    held -= bytes;
  }

  /** Who may have to make room for this one. */
  private Optional<Coming> slowest(Coming other) {
    return coming.stream()
        .filter(body -> body != other && body.elapsedNanos() > ROOM_AFTER_NANOS)
        .min(Comparator.comparingDouble(Coming::bytesPerSecond));
  }
}
