package io.supervisor.server.observe;

import io.supervisor.server.node.NodeStatus;
import java.time.Duration;

/** Tells the log that no blocks come, again each minute, and when they come again. */
final class StallWatch {
  /** Even an idle network makes blocks; a slow one has many times as long as it should take. */
  static final Duration LEAST = Duration.ofSeconds(30);

  private static final int BLOCKS = 10;
  private static final Duration AGAIN = Duration.ofMinutes(1);

  private final EventLog events;

  /** How long there had been no block when that was told last; zero = there are blocks. */
  private Duration told = Duration.ZERO;

  StallWatch(EventLog events) {
    this.events = events;
  }

  /**
   * @param blockEvery the longest time between two blocks of an idle network
   */
  synchronized void look(NodeStatus status, Duration blockEvery) {
    var since = status.sinceCommit();
    if (!isMeantToCommit(status.phase())) {
      told = Duration.ZERO;
      return;
    }
    if (since.compareTo(told) < 0) {
      events.stallEnded(status.height());
      told = Duration.ZERO;
    }
    var due = told.isZero() ? limit(blockEvery) : told.plus(AGAIN);
    if (since.compareTo(due) >= 0) {
      events.stalled(status.height(), status.round(), status.phase(), since);
      told = since;
    }
  }

  /** What is paused or cannot go on has been told. */
  private static boolean isMeantToCommit(NodeStatus.Phase phase) {
    return phase != NodeStatus.Phase.PAUSED && phase != NodeStatus.Phase.HALTED;
  }

  private static Duration limit(Duration blockEvery) {
    var many = blockEvery.multipliedBy(BLOCKS);
    return many.compareTo(LEAST) > 0 ? many : LEAST;
  }
}
