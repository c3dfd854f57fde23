package io.supervisor.client;

import io.supervisor.api.Hash;

/** What became of one transaction of many that were submitted. */
public sealed interface SubmitOutcome {
  /** A node has it and has sent it on. */
  record Accepted(Hash hash) implements SubmitOutcome {}

  /** The node did not take it, for the reason that it would have been thrown for alone. */
  record NotAccepted(Hash hash, SupervisorException reason) implements SubmitOutcome {}

  Hash hash();
}
