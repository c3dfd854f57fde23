package io.supervisor.server.node;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.Hash;
import io.supervisor.core.merkledb.KeyValueView;
import io.supervisor.core.merkledb.Snapshot;
import io.supervisor.core.supervisor.SupervisorView;
import io.supervisor.server.artifact.Content;
import io.supervisor.server.artifact.Exchange;
import io.supervisor.server.observe.EventLog;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Removes files that neither the chain's artifacts nor open requests have named for a while, and
 * ends fetches of such.
 */
final class ArtifactUpkeep implements AutoCloseable {
  private static final long EVERY_SECONDS = 30;

  private final Supplier<KeyValueView> state;
  private final ArtifactPorts ports;
  private final Exchange exchange;
  private final EventLog log;
  private final InstantSource clock;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("artifact-upkeep").daemon().factory());

  /**
   * @param state after the last block, which is not before genesis
   */
  ArtifactUpkeep(
      Supplier<KeyValueView> state,
      ArtifactPorts ports,
      Exchange exchange,
      EventLog log,
      InstantSource clock) {
    this.state = state;
    this.ports = ports;
    this.exchange = exchange;
    this.log = log;
    this.clock = clock;
  }

  void start() {
    timer.scheduleWithFixedDelay(this::run, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
  }

  private void run() {
    try {
      clean(clock.instant());
    } catch (IOException | RuntimeException e) {
      log.artifactsNotCleaned(e);
    }
  }

  void clean(Instant now) throws IOException {
    var needed = needed(new SupervisorView(new Snapshot(state.get())));
    exchange.retain(needed);
    for (var removed : ports.contents().collect(needed, now, ports.unusedKept())) {
      log.artifactFileRemoved(removed);
    }
  }

  static Set<Hash> needed(SupervisorView view) {
    var needed = new HashSet<Hash>();
    view.artifacts().forEach((artifact, known) -> add(needed, artifact, known.deploySpec()));
    view.openDeployments()
        .forEach(deployment ->
            add(
                needed,
                deployment.request().artifact(),
                deployment.request().spec().toByteArray()));
    return needed;
  }

  private static void add(Set<Hash> needed, ArtifactId artifact, byte[] spec) {
    if (artifact.runtimeId() == ArtifactId.RUNTIME_JAVA) {
      Content.ofSpecification(spec).ifPresent(content -> needed.add(content.sha256()));
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
