package io.supervisor.server.node;

import io.supervisor.api.ConsensusConfig;
import io.supervisor.core.blockchain.CoreSchema;
import io.supervisor.core.replica.ReplicaStatus;
import io.supervisor.server.node.NodeStatus.Phase;
import io.supervisor.server.observe.Metrics;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** What the node is doing, in words of clients. Any thread. */
final class StatusReader {
  private final Supplier<CoreSchema> core;
  private final Metrics metrics;
  private final long startNanos = System.nanoTime();
  private volatile long lastCommitNanos = startNanos;

  StatusReader(Supplier<CoreSchema> core, Metrics metrics, ReplicaStatus atStart) {
    this.core = core;
    this.metrics = metrics;
    metrics.consensus().startedAt(atStart.height().value());
  }

  void onCommitted() {
    lastCommitNanos = System.nanoTime();
  }

  NodeStatus read(ReplicaStatus status, ConsensusConfig config, Optional<String> waitingFor) {
    var state = core.get();
    long now = System.nanoTime();
    long epoch = status.height().value() + 1;
    metrics.consensus().at(epoch, status.round());
    return new NodeStatus(
        waitingFor.isPresent() ? Phase.WAITING_FOR_ARTIFACT : phase(status, config),
        status.height(),
        status.lastHash(),
        epoch,
        status.round(),
        status.lockedRound(),
        status.validatorId(),
        status.leader(),
        state.rules().number(),
        new NodeStatus.Pool(status.poolCount(), status.poolBytes()),
        state.transactionCount().get().orElse(0L),
        Duration.ofNanos(now - startNanos),
        Duration.ofNanos(now - lastCommitNanos),
        waitingFor);
  }

  private static Phase phase(ReplicaStatus status, ConsensusConfig config) {
    if (!status.enabled()) {
      return Phase.PAUSED;
    }
    if (status.halted()) {
      return Phase.HALTED;
    }
    if (status.catchingUp()) {
      return Phase.CATCHING_UP;
    }
    int self = status.validatorId().isPresent() ? 1 : 0;
    return status.connectedPeers() + self < config.quorum()
        ? Phase.WAITING_FOR_PEERS
        : Phase.ACTIVE;
  }
}
