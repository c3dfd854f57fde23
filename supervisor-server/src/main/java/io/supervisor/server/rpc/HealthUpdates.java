package io.supervisor.server.rpc;

import io.grpc.BindableService;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.supervisor.server.node.NodeApi;
import io.supervisor.server.node.NodeStatus;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the standard health service up to date. Under the name of each service and under none: the
 * node answers. Under {@code readiness}: it is up to date and in touch with a quorum besides.
 */
final class HealthUpdates implements AutoCloseable {
  /** Name of the check that depends on other nodes. */
  static final String READINESS = "readiness";

  private static final long PERIOD_MS = 500;

  private record Served(HealthStatusManager health, List<String> names) {}

  private final NodeApi node;
  private final List<Served> all = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("grpc-health").daemon().factory());

  HealthUpdates(NodeApi node) {
    this.node = node;
    timer.scheduleWithFixedDelay(this::update, PERIOD_MS, PERIOD_MS, TimeUnit.MILLISECONDS);
  }

  /** The health service of one server. */
  BindableService serve(HealthStatusManager health, List<String> names) {
    names.forEach(name -> health.setStatus(name, ServingStatus.SERVING));
    health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.SERVING);
    health.setStatus(READINESS, ServingStatus.NOT_SERVING);
    all.add(new Served(health, names));
    return health.getHealthService();
  }

  private void update() {
    node.status()
        .whenComplete((status, failure) -> {
          var ready = failure == null && status.phase() == NodeStatus.Phase.ACTIVE;
          for (var served : all) {
            served
                .health()
                .setStatus(READINESS, ready ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
          }
        });
  }

  /** From now on nothing is served. */
  @Override
  public void close() {
    timer.shutdown();
    all.forEach(served -> served.health().enterTerminalState());
  }
}
