package io.supervisor.core.replica;

import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.PublicKey;
import io.supervisor.api.ValidatorId;
import io.supervisor.core.runtime.AwaitedMigration;
import java.util.Optional;

/**
 * What the node is doing, between two steps.
 *
 * @param awaitedMigration migrated data that the next block needs and this node does not have (yet)
 * @param height of the last block
 * @param round of the epoch {@code height + 1}; counts from 1
 * @param lockedRound 0 = not locked
 * @param validatorId empty on an auditor
 * @param leader consensus key of the proposer of the round
 * @param poolBytes of all transactions that wait
 * @param highestPeer the greatest height that a peer claims, or the own one; peers may lie
 */
public record ReplicaStatus(
    boolean enabled,
    boolean catchingUp,
    boolean halted,
    Optional<AwaitedMigration> awaitedMigration,
    Height height,
    Hash lastHash,
    int round,
    int lockedRound,
    Optional<ValidatorId> validatorId,
    Optional<PublicKey> leader,
    int poolCount,
    long poolBytes,
    int connectedPeers,
    Height highestPeer,
    long journalSyncs,
    long journalBytes) {}
