package io.supervisor.server.http;

import io.supervisor.server.node.NodeApi;
import io.supervisor.server.node.NodeStatus;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Whether the node lives, and whether clients should be sent to it. It lives as long as its thread
 * answers, whatever its peers do; it is ready while it is up to date and in touch with a quorum.
 */
public final class Health {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);

  private final NodeApi node;
  private final Duration answerWithin;

  public Health(NodeApi node) {
    this(node, ANSWER_WITHIN);
  }

  Health(NodeApi node, Duration answerWithin) {
    this.node = node;
    this.answerWithin = answerWithin;
  }

  /**
   * Answer to a probe.
   *
   * @param detail for people: what is wrong, or where the node stands
   */
  public record Answer(boolean ok, String detail) {}

  /** Asks for a restart when it is not ok. */
  public Answer live() {
    try {
      return new Answer(true, describe(status()));
    } catch (TimeoutException | ExecutionException e) {
      return unanswered(e);
    }
  }

  /** Asks to send clients elsewhere when it is not ok. */
  public Answer ready() {
    try {
      var status = status();
      return new Answer(status.phase() == NodeStatus.Phase.ACTIVE, describe(status));
    } catch (TimeoutException | ExecutionException e) {
      return unanswered(e);
    }
  }

  private NodeStatus status() throws TimeoutException, ExecutionException {
    try {
      return node.status().get(answerWithin.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TimeoutException("interrupted");
    }
  }

  private Answer unanswered(Exception problem) {
    return new Answer(
        false,
        problem instanceof TimeoutException
            ? "the node has not answered for " + answerWithin.toSeconds() + " s"
            : "the node is stopping");
  }

  private static String describe(NodeStatus status) {
    return String.format(
        Locale.ROOT,
        "%s height=%s epoch=%d round=%d%s",
        status.phase().name().toLowerCase(Locale.ROOT).replace('_', ' '),
        status.height(),
        status.epoch(),
        status.round(),
        status.waitingFor().map(what -> " waiting_for=\"" + what + "\"").orElse(""));
  }
}
