package io.supervisor.server.node;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.ErrorKind;
import io.supervisor.api.ExecutionError;
import io.supervisor.core.runtime.CommitAction;
import io.supervisor.core.runtime.Dispatcher;
import io.supervisor.server.observe.EventLog;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Deploys artifacts on this node: what is asked for in the background, what is needed at once.
 * Files that are not here are fetched from peers first; meanwhile other deployments go on.
 */
final class Deployments implements AutoCloseable {
  private static final long RETRY_MS = 1_000;

  /** Kind and code of a file that cannot be had, as of one that is not there. */
  private static final int DEPLOYMENT_FAILED = 1;

  /** A request for a deployment; the same one is carried out once at a time. */
  private record Request(ArtifactId artifact, int specHash) {}

  private final Dispatcher dispatcher;
  private final ArtifactFiles files;
  private final EventLog log;
  private final Consumer<CommitAction.Broadcast> reports;
  private final ExecutorService background =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("deployments").daemon().factory());
  private final ExecutorService waiting = Executors.newVirtualThreadPerTaskExecutor();
  private final Set<Request> underway = new HashSet<>();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private volatile Optional<ArtifactId> awaited = Optional.empty();

  /**
   * @param reports sends what this node has to tell the chain; called by any thread
   */
  Deployments(
      Dispatcher dispatcher,
      ArtifactFiles files,
      EventLog log,
      Consumer<CommitAction.Broadcast> reports) {
    this.dispatcher = dispatcher;
    this.files = files;
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
      waiting.execute(() -> {
        try {
          carryOut(action);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        } finally {
          forget(request);
        }
      });
    } catch (RejectedExecutionException e) {
      // The node stops; the chain asks again at the next start.
      forget(request);
    }
  }

  private void forget(Request request) {
    synchronized (underway) {
      underway.remove(request);
    }
  }

  private void carryOut(CommitAction.Deploy action) throws InterruptedException {
    switch (files.bring(action.artifact(), action.spec())) {
      case ArtifactFiles.Brought.Here(), ArtifactFiles.Brought.Nowhere() -> {
        var deployed =
            background.submit(
                () -> action.report().apply(deploy(action.artifact(), action.spec())));
        try {
          deployed.get().ifPresent(reports);
        } catch (java.util.concurrent.ExecutionException e) {
          throw new IllegalStateException(e.getCause());
        }
      }
      case ArtifactFiles.Brought.Failed(var why) -> {
        log.deploymentFailed(action.artifact(), why);
        action.report().apply(Optional.of(failure(action.artifact(), why))).ifPresent(reports);
      }
      // Whoever is still asked will be asked again after the next block.
      case ArtifactFiles.Brought.NotNeeded() -> {}
    }
  }

  private static ExecutionError failure(ArtifactId artifact, String why) {
    return new ExecutionError(
        ErrorKind.RUNTIME,
        DEPLOYMENT_FAILED,
        why,
        OptionalInt.of(artifact.runtimeId()),
        Optional.empty());
  }

  /**
   * Deploys what the next block may use; comes back only when that is done, or the node stops.
   * Until then the file is fetched, or an administrator may bring it.
   */
  void require(CommitAction.RequireDeployed action) throws InterruptedException {
    Optional<String> told = Optional.empty();
    try {
      while (true) {
        awaited = Optional.of(action.artifact());
        files.require(action.artifact(), action.spec(), stopping);
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
    } finally {
      awaited = Optional.empty();
    }
  }

  /** As {@link #require}, before there is a node thread: only the file is brought. */
  void bringRequired(CommitAction.RequireDeployed action) {
    try {
      files.require(action.artifact(), action.spec(), stopping);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  boolean isFileMissing(CommitAction.RequireDeployed action) {
    return files.missing(action.artifact(), action.spec()).isPresent();
  }

  /** What the node thread waits for, for people. */
  Optional<String> awaited() {
    return awaited.map(artifact ->
        "artifact " + artifact + files.describe(artifact).map(text -> ": " + text).orElse(""));
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
    waiting.shutdownNow();
    background.shutdownNow();
  }
}
