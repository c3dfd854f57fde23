package io.supervisor.core.replica;

import io.supervisor.api.Height;
import io.supervisor.api.PublicKey;
import io.supervisor.core.runtime.AwaitedMigration;
import io.supervisor.wire.runtime.MigrationStatus;

/** What an operator may want to know. Decides nothing. */
public sealed interface ReplicaEvent {
  /** The node has entered a round above 1: the leader of the one before did not get through. */
  record RoundEntered(Height epoch, int round) implements ReplicaEvent {}

  /** An author has signed two messages that contradict each other; the proof is in the journal. */
  record Equivocation(Height epoch, PublicKey author, String kind) implements ReplicaEvent {}

  /** A message of a peer was not acted upon. */
  record Ignored(PublicKey peer, String reason) implements ReplicaEvent {}

  /** The node is behind its peers and fetches blocks. */
  record CatchUpStarted(Height from, Height target) implements ReplicaEvent {}

  /** The node is level with its peers again. */
  record CatchUpFinished(Height height) implements ReplicaEvent {}

  /** The scripts of a migration have come to an end here, with a hash or an error. */
  record MigrationRun(String instance, MigrationStatus result) implements ReplicaEvent {}

  /**
   * The validators agreed on migrated data that this node does not have: it executes no block until
   * it does.
   */
  record MigrationAwaited(AwaitedMigration migration) implements ReplicaEvent {}

  /**
   * A quorum has decided what this node cannot follow, such as a block that comes out differently
   * here: it commits nothing more until an administrator helps.
   */
  record Halted(Height epoch, String reason) implements ReplicaEvent {}
}
