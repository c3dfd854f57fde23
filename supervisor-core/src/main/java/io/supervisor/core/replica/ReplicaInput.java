package io.supervisor.core.replica;

import com.google.protobuf.ByteString;
import io.supervisor.api.Height;
import io.supervisor.api.PublicKey;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.core.merkledb.Patch;
import io.supervisor.core.runtime.ScriptStep;

/** All that can happen to a node: the only way in. Time passing needs no input. */
public sealed interface ReplicaInput {
  /** An authorised peer can be reached from now on. */
  record PeerConnected(PublicKey peer) implements ReplicaInput {}

  /** It cannot any more. */
  record PeerDisconnected(PublicKey peer) implements ReplicaInput {}

  /** A message that has passed {@link PeerGate}; those of one peer in the order it sent them. */
  record Received(PublicKey peer, PeerInput message) implements ReplicaInput {}

  /**
   * A client's transaction, signature checked. Answered by {@link ReplicaEffect.Answer} in the same
   * step.
   *
   * @param ticket given back with the answer
   */
  record Submitted(long ticket, VerifiedTransaction transaction) implements ReplicaInput {}

  /**
   * Something that this node alone has found out, to be remembered through a crash: the step
   * returns once it is durable.
   *
   * @param key replaces what was stored under it before
   */
  record NodeResultFound(String key, ByteString value) implements ReplicaInput {}

  /**
   * A step of a migration script, computed upon some state of this chain by {@link
   * io.supervisor.core.runtime.LocalMigrations}. It is kept if it is the next one still.
   */
  record ScriptStepDone(ScriptStep step) implements ReplicaInput {}

  /** Removes what nobody reads any more, as {@code LocalMigrations.erasure} has computed it. */
  record Erased(Patch patch) implements ReplicaInput {}

  /**
   * Two verified checkpoints of the store contain every block up to this one, and the archive has
   * been synced since: the journal may forget them. Whoever says so does the sync, so that votes do
   * not wait for it.
   */
  record CheckpointsVerified(Height upTo) implements ReplicaInput {}

  /** The administrator pauses (false) or resumes consensus. */
  record ConsensusEnabled(boolean enabled) implements ReplicaInput {}
}
