package io.supervisor.server.node;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.ExecutionError;
import io.supervisor.core.runtime.CommitAction;
import io.supervisor.core.runtime.Dispatcher;
import io.supervisor.server.observe.EventLog;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Deploys artifacts on this node: what is asked for in the background, what is needed at once. */
final class Deployments implements AutoCloseable {
  private static final long RETRY_MS = 1_000;

  /** A request for a deployment; the same one is carried out once at a time. */
  private record Request(ArtifactId artifact, int specHash) {}

  private final Dispatcher dispatcher;
  private final EventLog log;
  private final Consumer<CommitAction.Broadcast> reports;
  private final ExecutorService background =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("deployments").daemon().factory());
  private final Set<Request> underway = new HashSet<>();
  private final CountDownLatch stopping = new CountDownLatch(1);

  /**
   * @param reports sends what this node has to tell the chain; called by any thread
   */
  Deployments(Dispatcher dispatcher, EventLog log, Consumer<CommitAction.Broadcast> reports) {
    this.dispatcher = dispatcher;
    this.log = log;
    this.reports = reports;
  }

  void start(CommitAction.Deploy action) {
    var request = new Request(action.artifact(), Arrays.hashCode(action.spec()));
    synchronized (underway) {
      if (!underway.add(request)) {
        return;
      }
    }
    try {
      background.execute(() -> {
        try {
          action.report().apply(deploy(action.artifact(), action.spec())).ifPresent(reports);
        } finally {
          synchronized (underway) {
            underway.remove(request);
          }
        }
      });
    } catch (RejectedExecutionException e) {
      // The node stops; the chain asks again at the next start.
      synchronized (underway) {
        underway.remove(request);
      }
    }
  }

  /**
   * Deploys what the next block may use; comes back only when that is done, or the node stops.
   * Until then an administrator may bring the missing file.
   */
  void require(CommitAction.RequireDeployed action) throws InterruptedException {
    Optional<String> told = Optional.empty();
    while (true) {
      var error = dispatcher.deploy(action.artifact(), action.spec());
      if (error.isEmpty()) {
        return;
      }
      var problem = error.get().codeText() + ": " + error.get().description();
      if (!told.equals(Optional.of(problem))) {
        log.deploymentFailed(
            action.artifact(), problem + "; the chain needs it, so this node waits for it");
        told = Optional.of(problem);
      }
      if (stopping.await(RETRY_MS, TimeUnit.MILLISECONDS)) {
        return;
      }
    }
  }

  void unload(ArtifactId artifact) {
    dispatcher.unload(artifact);
    log.unloaded(artifact);
  }

  private Optional<ExecutionError> deploy(ArtifactId artifact, byte[] spec) {
    log.deploymentStarted(artifact);
    long begin = System.nanoTime();
    var error = dispatcher.deploy(artifact, spec);
    error.ifPresentOrElse(
        problem ->
            log.deploymentFailed(artifact, problem.codeText() + ": " + problem.description()),
        () -> log.deployed(artifact, Duration.ofNanos(System.nanoTime() - begin)));
    return error;
  }

  @Override
  public void close() {
    stopping.countDown();
    background.shutdownNow();
  }
}
