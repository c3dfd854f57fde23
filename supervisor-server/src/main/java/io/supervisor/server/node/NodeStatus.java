package io.supervisor.server.node;

import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.PublicKey;
import io.supervisor.api.ValidatorId;
import java.time.Duration;
import java.util.Optional;

/**
 * What the node is doing. Taken between two steps of the node thread, so its parts fit together.
 *
 * @param height of the last committed block
 * @param lastBlock hash of that block
 * @param validatorId empty on an auditor
 * @param leader proposer of the current round
 * @param sinceCommit since the last block was committed here; since the start before the first
 * @param waitingFor without what this node executes no block; for people
 */
public record NodeStatus(
    Phase phase,
    Height height,
    Hash lastBlock,
    long epoch,
    int round,
    int lockedRound,
    Optional<ValidatorId> validatorId,
    Optional<PublicKey> leader,
    int rules,
    Pool pool,
    long committedTransactions,
    Duration uptime,
    Duration sinceCommit,
    Optional<String> waitingFor) {
  /** State of consensus on this node. */
  public enum Phase {
    /** Paused by its administrator: takes part in nothing. */
    PAUSED,
    /**
     * Cannot follow what the others decided: it commits nothing more until an administrator helps.
     */
    HALTED,
    /** The chain needs an artifact whose file is not here: fetching it, or waiting for it. */
    WAITING_FOR_ARTIFACT,
    /** Behind its peers: fetching blocks. */
    CATCHING_UP,
    /** Not enough peers connected for a quorum. */
    WAITING_FOR_PEERS,
    ACTIVE
  }

  /** Transactions that wait. */
  public record Pool(int transactions, long bytes) {}
}
