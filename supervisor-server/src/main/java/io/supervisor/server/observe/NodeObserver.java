package io.supervisor.server.observe;

import io.supervisor.core.merkledb.Snapshot;
import io.supervisor.core.supervisor.AsyncEventState;
import io.supervisor.core.supervisor.SupervisorView;
import io.supervisor.server.node.NodeApi;
import io.supervisor.server.node.NodeStatus;
import io.supervisor.server.node.PeerInfo;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Looks at the node once a second, and keeps those gauges up to date that are states and not
 * events: pool, peers, and what the administrators are asked to do. What changed of these, and that
 * no blocks come, it tells the log.
 */
public final class NodeObserver implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final Duration CLOSE_MAX = Duration.ofSeconds(5);

  private final NodeApi node;
  private final Metrics metrics;
  private final EventLog events;
  private final GovernanceLog governance;
  private final StallWatch stalls;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("observe").daemon().factory());

  /** Between two blocks of an idle network; before the first look it does not matter. */
  private volatile Duration blockEvery = Duration.ZERO;

  /** Height of the state that was looked at last; the timer's thread only. */
  private long seenHeight = -1;

  public NodeObserver(NodeApi node, Metrics metrics, EventLog events) {
    this.node = node;
    this.metrics = metrics;
    this.events = events;
    this.governance = new GovernanceLog(events);
    this.stalls = new StallWatch(events);
    timer.scheduleWithFixedDelay(this::look, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A look that fails is told and tried again: an exception would end the timer in silence. */
  private void look() {
    try {
      lookAtAll();
    } catch (RuntimeException e) {
      if (!timer.isShutdown()) {
        events.observationFailed(e);
      }
    }
  }

  private void lookAtAll() {
    lookAtPeers();
    lookAtSupervisor();
    // Set by the node's thread; once it stops, gauges keep their last values until the process
    // ends.
    node.status().thenAccept(this::show);
  }

  private void show(NodeStatus status) {
    metrics.consensus().setActive(status.phase() == NodeStatus.Phase.ACTIVE);
    metrics.pool().holds(status.pool().transactions(), status.pool().bytes());
    stalls.look(status, blockEvery);
  }

  private void lookAtPeers() {
    var peers = node.peers();
    metrics
        .peers()
        .setConnected((int) peers.stream().filter(PeerInfo::connected).count(), peers.size());
  }

  private void lookAtSupervisor() {
    var view = new SupervisorView(new Snapshot(node.snapshot()));
    if (view.height().value() == seenHeight) {
      return;
    }
    seenHeight = view.height().value();
    blockEvery = Duration.ofMillis(view.consensusConfig().maxProposeTimeoutMs());
    governance.look(view);
    var supervisor = metrics.supervisor();
    var proposal =
        view.proposal()
            .filter(pending ->
                Long.compareUnsigned(pending.pending().proposal().actualFrom(), seenHeight) > 0);
    supervisor.setProposals(
        proposal.isPresent() ? 1 : 0,
        proposal
            .map(pending -> pending.votes().needed() - pending.votes().given().size())
            .map(missing -> Math.max(0, missing))
            .orElse(0));
    supervisor.setNetwork(view.rules().number(), view.consensusConfig().validators().size());
    var deployments =
        view.openDeployments().stream().map(deployment -> deployment.state()).toList();
    var migrations =
        view.openMigrations().stream()
            .map(migration -> migration.state().map(state -> state.inner()))
            .toList();
    for (var state : SupervisorMetrics.TaskState.values()) {
      supervisor.setDeployments(state, count(deployments, state));
      supervisor.setMigrations(state, count(migrations, state));
    }
  }

  private static long count(
      List<Optional<AsyncEventState>> states, SupervisorMetrics.TaskState wanted) {
    var awaiting = wanted == SupervisorMetrics.TaskState.AWAITING_APPROVAL;
    return states.stream().filter(state -> state.isEmpty() == awaiting).count();
  }

  /** Waits for a look that is under way: the state that it reads is closed next. */
  @Override
  public void close() {
    timer.shutdown();
    try {
      timer.awaitTermination(CLOSE_MAX.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
