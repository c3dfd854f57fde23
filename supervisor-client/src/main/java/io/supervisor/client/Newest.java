package io.supervisor.client;

import io.supervisor.api.Height;
import io.supervisor.api.proof.VerifiedBlock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Sees to it that what a client is told to be the newest never goes back, whichever node it asks.
 * Thread-safe.
 */
final class Newest {
  private final Optional<Duration> ageMax;
  private Height seen = Height.GENESIS;

  Newest(Optional<Duration> ageMax) {
    this.ageMax = ageMax;
  }

  /** The block, if nothing newer has been seen; fails with {@link StaleNodeException}. */
  synchronized VerifiedBlock require(Node node, VerifiedBlock block) {
    requireSeen(node, block.height());
    var time = block.time();
    if (ageMax.isPresent()
        && time.isPresent()
        && time.get().isBefore(Instant.now().minus(ageMax.get()))) {
      throw new StaleNodeException(
          "node "
              + node.name()
              + ": its newest block is of "
              + time.get()
              + ", want none older than "
              + ageMax.get().toSeconds()
              + " s");
    }
    seen = block.height();
    return block;
  }

  /** For an answer that nothing proves: it is not to be older, and makes nothing older. */
  synchronized void requireSeen(Node node, Height height) {
    if (height.compareTo(seen) < 0) {
      throw new StaleNodeException(
          "node " + node.name() + ": got height " + height + ", have seen " + seen);
    }
  }
}
