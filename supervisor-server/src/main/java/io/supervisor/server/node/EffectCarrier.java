package io.supervisor.server.node;

import io.supervisor.api.crypto.Canonical;
import io.supervisor.core.replica.ReplicaEffect;
import io.supervisor.core.replica.ReplicaEffect.Urgency;
import io.supervisor.core.replica.ReplicaEvent;
import io.supervisor.core.runtime.AwaitedMigration;
import io.supervisor.core.runtime.CommitAction;
import io.supervisor.server.observe.EventLog;
import io.supervisor.server.observe.Metrics;
import io.supervisor.server.peer.Lane;
import io.supervisor.server.peer.PeerNetwork;
import io.supervisor.wire.runtime.MigrationStatus;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Carries out what the replica says, in its order. Used by the node thread. */
final class EffectCarrier {
  private final PeerNetwork network;
  private final Submissions submissions;
  private final Deployments deployments;
  private final CommitNotifier notifier;
  private final OwnTransactions own;
  private final EventLog log;
  private final Metrics metrics;
  private final Consumer<ReplicaEffect.Committed> onCommitted;
  private long lastCommitNanos = System.nanoTime();

  /**
   * @param onCommitted what the node itself has to note about a block
   */
  EffectCarrier(
      PeerNetwork network,
      Submissions submissions,
      Deployments deployments,
      CommitNotifier notifier,
      OwnTransactions own,
      EventLog log,
      Metrics metrics,
      Consumer<ReplicaEffect.Committed> onCommitted) {
    this.network = network;
    this.submissions = submissions;
    this.deployments = deployments;
    this.notifier = notifier;
    this.own = own;
    this.log = log;
    this.metrics = metrics;
    this.onCommitted = onCommitted;
  }

  void carryOut(List<ReplicaEffect> effects) throws InterruptedException {
    for (var effect : effects) {
      if (effect instanceof ReplicaEffect.Committed || effect instanceof ReplicaEffect.Resumed) {
        // What follows may take long, and the peers wait.
        network.flush();
      }
      carryOut(effect);
    }
    network.flush();
  }

  private void carryOut(ReplicaEffect effect) throws InterruptedException {
    switch (effect) {
      case ReplicaEffect.Send(var peer, var urgency, var message) ->
          network.send(peer, lane(urgency), message.toByteString());
      case ReplicaEffect.Broadcast(var urgency, var message) ->
          network.broadcast(lane(urgency), message.toByteString());
      case ReplicaEffect.Answer(var ticket, var answer) -> submissions.onAnswer(ticket, answer);
      case ReplicaEffect.Committed committed -> onCommitted(committed);
      case ReplicaEffect.Resumed(var actions) -> perform(actions);
      case ReplicaEffect.Report(var event) -> report(event);
    }
  }

  private void onCommitted(ReplicaEffect.Committed committed) throws InterruptedException {
    var block = committed.result();
    long now = System.nanoTime();
    int count = committed.block().transactions().size();
    metrics
        .consensus()
        .committed(block.height().value(), count, Duration.ofNanos(now - lastCommitNanos));
    lastCommitNanos = now;
    block.errors().forEach(failed -> metrics.consensus().callFailed(failed.error().kind()));
    log.committed(block.height(), block.hash(), count, 0);
    onCommitted.accept(committed);
    notifier.onCommitted(block.height());
    for (var failure : committed.after().failures()) {
      log.hookFailed(failure.service().name(), block.height(), failure.thrown());
    }
    perform(committed.after().actions());
  }

  private void perform(List<? extends CommitAction> actions) throws InterruptedException {
    for (var action : actions) {
      switch (action) {
        case CommitAction.Broadcast broadcast -> own.send(broadcast);
        case CommitAction.Deploy deploy -> deployments.start(deploy);
        case CommitAction.RequireDeployed required -> deployments.require(required);
        case CommitAction.Unload(var artifact) -> deployments.unload(artifact);
      }
    }
  }

  private void report(ReplicaEvent event) {
    switch (event) {
      case ReplicaEvent.RoundEntered(var epoch, var round) -> {
        metrics.consensus().roundTimedOut();
        log.roundTimedOut(epoch, round - 1);
      }
      case ReplicaEvent.Equivocation(var epoch, var author, var kind) ->
          log.equivocation(epoch, author, kind);
      case ReplicaEvent.Ignored(var peer, var reason) -> log.messageIgnored(peer, reason);
      case ReplicaEvent.CatchUpStarted(var from, var target) -> log.fellBehind(from, target);
      case ReplicaEvent.CatchUpFinished(var height) -> log.caughtUp(height);
      case ReplicaEvent.MigrationRun(var instance, var result) -> migrationRun(instance, result);
      case ReplicaEvent.MigrationAwaited(var migration) -> migrationAwaited(migration);
      case ReplicaEvent.Halted(var epoch, var reason) -> log.halted(epoch, reason);
    }
  }

  private void migrationRun(String instance, MigrationStatus result) {
    if (result.hasHash()) {
      log.migrationRun(instance, Canonical.fromWire(result.getHash()));
    } else {
      log.migrationFailed(instance, result.getError());
    }
  }

  private void migrationAwaited(AwaitedMigration migration) {
    migration
        .own()
        .result()
        .ifPresentOrElse(
            own -> log.migrationDiffers(migration.instance(), migration.agreed(), text(own)),
            () -> log.migrationAwaited(migration.instance(), migration.agreed()));
  }

  private static String text(MigrationStatus own) {
    return own.hasHash() ? Canonical.fromWire(own.getHash()).toString() : own.getError();
  }

  private static Lane lane(Urgency urgency) {
    return switch (urgency) {
      case CONSENSUS -> Lane.CONSENSUS;
      case NORMAL -> Lane.ANSWERS;
      case BULK -> Lane.TRANSACTIONS;
    };
  }
}
