package io.supervisor.core.replica;

import io.supervisor.api.PublicKey;
import io.supervisor.core.blockchain.ExecutedBlock;
import io.supervisor.core.journal.BlockRecord;
import io.supervisor.core.pool.PoolAnswer;
import io.supervisor.core.runtime.AfterCommit;
import io.supervisor.core.runtime.CommitAction;
import io.supervisor.wire.peer.PeerMessage;
import java.util.List;

/**
 * All that a node asks of the world, to be carried out in the order of the list. Whatever a message
 * says is durable by the time the effect is returned.
 */
public sealed interface ReplicaEffect {
  /** How much a message matters when there is more to send than a peer takes. */
  enum Urgency {
    /** Votes and proposals: never dropped for others. */
    CONSENSUS,
    /** Answers and requests. */
    NORMAL,
    /** Transactions for the pool: dropped first. */
    BULK
  }

  /** Send to one peer, if it is connected; losing it is allowed. */
  record Send(PublicKey peer, Urgency urgency, PeerMessage message) implements ReplicaEffect {}

  /** Send to every connected peer; losing it is allowed. */
  record Broadcast(Urgency urgency, PeerMessage message) implements ReplicaEffect {}

  /** The answer to {@link ReplicaInput.Submitted}. */
  record Answer(long ticket, PoolAnswer answer) implements ReplicaEffect {}

  /**
   * A block is decided, durable and part of the state.
   *
   * @param after what this node has to do because of it, in order, before the next step
   */
  record Committed(BlockRecord block, ExecutedBlock result, AfterCommit after)
      implements ReplicaEffect {}

  /** What a node that has just started has to do, in order, before the next step. */
  record Resumed(List<CommitAction> actions) implements ReplicaEffect {
    public Resumed {
      actions = List.copyOf(actions);
    }
  }

  /** Something for the operator's log and the metrics. */
  record Report(ReplicaEvent event) implements ReplicaEffect {}
}
