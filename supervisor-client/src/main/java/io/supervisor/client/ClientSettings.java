package io.supervisor.client;

import java.time.Duration;
import java.util.Optional;

/**
 * How long things may take.
 *
 * @param limit for a call, all attempts together
 * @param attemptMax for one node to answer a call, after which the next one is asked
 * @param commitAttemptMax for one node to report a commit, after which the transaction is handed to
 *     the next one
 * @param ageMax of the newest block; empty = any
 */
record ClientSettings(
    Duration limit, Duration attemptMax, Duration commitAttemptMax, Optional<Duration> ageMax) {
  static final ClientSettings DEFAULT =
      new ClientSettings(
          Duration.ofSeconds(10), Duration.ofSeconds(3), Duration.ofSeconds(5), Optional.empty());
}
