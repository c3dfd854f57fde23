package io.supervisor.server.node;

import io.supervisor.api.ExecutionError;
import io.supervisor.api.Hash;
import java.time.Duration;

/**
 * What became of a submitted transaction, sorted by what the sender does next. None of them means
 * committed: only a block with its precommits says so.
 */
public sealed interface Submission {
  /** In the pool of this node, and on its way to the peers. */
  record Accepted(Hash transaction) implements Submission {}

  /** Was in the pool before: nothing to do. */
  record AlreadyPooled(Hash transaction) implements Submission {}

  /** Stands in a block already: nothing to do. */
  record AlreadyCommitted(Hash transaction) implements Submission {}

  /** Refused by the admission rules, e.g. {@code core:7}: state has to change first. */
  record Refused(Hash transaction, ExecutionError error) implements Submission {}

  /**
   * Can never be accepted: not a signed transaction, wrong signature, too long.
   *
   * @param description names the field, what it was and what it should be
   */
  record Malformed(String description) implements Submission {}

  /** No room now: send again, here after a while or to another node at once. */
  record Overloaded(Duration retryAfter) implements Submission {}

  /** The node is paused or stopping: send to another node. */
  record Unavailable(String reason) implements Submission {}

  /** Asked to sign with its own key, but is no validator (or the instance is not active). */
  record NotValidator(String reason) implements Submission {}
}
