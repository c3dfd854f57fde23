package io.supervisor.cli;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.Hash;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.rpc.v1.Deployment;
import io.supervisor.rpc.v1.ListDeploymentsRequest;
import io.supervisor.rpc.v1.ListMigrationsRequest;
import io.supervisor.rpc.v1.Migration;
import io.supervisor.rpc.v1.Overview;
import io.supervisor.rpc.v1.TaskError;
import io.supervisor.rpc.v1.TaskState;
import io.supervisor.rpc.v1.Votes;
import io.supervisor.wire.runtime.ExecutionError;
import io.supervisor.wire.supervisor.DeployRequest;
import io.supervisor.wire.supervisor.MigrationRequest;
import io.supervisor.wire.supervisor.SupervisorMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Deployments and migrations: asked for, or approved if another administrator has asked. */
final class Requests {
  private static final int PAGE_MAX = 1_000;

  private final Session session;
  private final WaitOptions wait;

  Requests(Session session, WaitOptions wait) {
    this.session = session;
    this.wait = wait;
  }

  /**
   * What came of a request.
   *
   * @param joined whether another administrator had asked for the same
   */
  record Asked<R>(R request, Hash transaction, boolean joined) {}

  /**
   * Asks for a deployment, in the very words of the administrator who asked first.
   *
   * @param blocks from now to the deadline
   */
  Asked<DeployRequest> deploy(DeployRequest draft, int blocks) {
    var overview = session.client().supervisor().overview();
    var open =
        overview.getDeploymentsList().stream()
            .filter(deployment -> JarSpecs.isSame(deployment.getRequest(), draft))
            .findFirst();
    if (open.isPresent() && isMine(open.get().getApprovals())) {
      throw new UsageException(
          "this administrator has asked for it already; missing: " + missing(open.get()));
    }
    var request =
        open.map(Deployment::getRequest)
            .orElseGet(() ->
                draft.toBuilder()
                    .setDeadlineHeight(overview.getHeight() + blocks)
                    .setSeed(ThreadLocalRandom.current().nextLong() >>> 1)
                    .build());
    return new Asked<>(request, session.admin().deploy(request), open.isPresent());
  }

  /** Approves a request that was seen, and never makes another one of it. */
  Asked<DeployRequest> approve(DeployRequest request) {
    var deployment =
        session
            .client()
            .supervisor()
            .deployment(request)
            .orElseThrow(() -> nobodyAsked(request.getArtifact()));
    checkOpen(deployment);
    if (isMine(deployment.getApprovals())) {
      throw new UsageException(
          "this administrator has asked for it already; missing: " + missing(deployment));
    }
    return new Asked<>(request, session.admin().deploy(request), true);
  }

  static UsageException nobodyAsked(io.supervisor.wire.runtime.ArtifactId artifact) {
    return new UsageException("nobody has asked for " + text(artifact) + " to be deployed");
  }

  private static void checkOpen(Deployment deployment) {
    var state = deployment.getState();
    if (state != TaskState.TASK_STATE_AWAITING_APPROVAL && state != TaskState.TASK_STATE_PENDING) {
      throw new UsageException(
          "the request to deploy "
              + text(deployment.getRequest().getArtifact())
              + " was decided: "
              + JsonMessages.word(state.getValueDescriptor()));
    }
  }

  /** All requests to deploy, those with the latest deadline first. */
  static List<Deployment> deployments(Session session) {
    var all = new ArrayList<Deployment>();
    var page = ListDeploymentsRequest.newBuilder().setPageSize(PAGE_MAX);
    do {
      var answer = session.client().supervisor().deployments(page.build());
      all.addAll(answer.getDeploymentsList());
      page.setPageToken(answer.getNextPageToken());
    } while (!page.getPageToken().isEmpty());
    return all;
  }

  /** As {@link #deployments}, for migrations. */
  static List<Migration> migrations(Session session) {
    var all = new ArrayList<Migration>();
    var page = ListMigrationsRequest.newBuilder().setPageSize(PAGE_MAX);
    do {
      var answer = session.client().supervisor().migrations(page.build());
      all.addAll(answer.getMigrationsList());
      page.setPageToken(answer.getNextPageToken());
    } while (!page.getPageToken().isEmpty());
    return all;
  }

  private static String missing(Deployment deployment) {
    return missing(
        deployment.getState() == TaskState.TASK_STATE_AWAITING_APPROVAL
            ? deployment.getApprovals()
            : deployment.getReports());
  }

  static String missing(Votes votes) {
    return Math.max(0, votes.getNeeded() - votes.getGivenCount())
        + " of "
        + votes.getMissingList().stream().map(Hex::brief).toList();
  }

  private boolean isMine(Votes votes) {
    return votes.getGivenList().contains(session.admin().info().getServiceKey());
  }

  /** Waits for a deployment as far as the user wants. */
  void awaitDeployment(Asked<DeployRequest> asked) {
    var what = "deployment of " + text(asked.request().getArtifact());
    var supervisor = session.client().supervisor();
    await(
        what,
        asked.transaction(),
        () -> supervisor.deployment(asked.request()).map(Requests::stage));
  }

  /** As {@link #deploy}, for a migration. */
  Asked<MigrationRequest> migrate(MigrationRequest draft, int blocks) {
    var overview = session.client().supervisor().overview();
    var open =
        overview.getMigrationsList().stream()
            .filter(migration ->
                migration.getRequest().getService().equals(draft.getService())
                    && migration.getRequest().getNewArtifact().equals(draft.getNewArtifact()))
            .findFirst();
    if (open.isPresent() && isMine(open.get().getApprovals())) {
      throw new UsageException(
          "this administrator has asked for it already; missing: "
              + missing(open.get().getApprovals()));
    }
    var request =
        open.map(Migration::getRequest)
            .orElseGet(() ->
                draft.toBuilder()
                    .setDeadlineHeight(overview.getHeight() + blocks)
                    .setSeed(ThreadLocalRandom.current().nextLong() >>> 1)
                    .build());
    return new Asked<>(request, session.admin().migrate(request), open.isPresent());
  }

  void awaitMigration(Asked<MigrationRequest> asked) {
    var what = "migration of " + asked.request().getService();
    var supervisor = session.client().supervisor();
    await(
        what,
        asked.transaction(),
        () -> supervisor.migration(asked.request()).map(Requests::stage));
  }

  /** How far a request has come. */
  private record Stage(TaskState state, Votes missing, TaskError error) {}

  private static Stage stage(Deployment deployment) {
    return new Stage(
        deployment.getState(),
        deployment.getState() == TaskState.TASK_STATE_AWAITING_APPROVAL
            ? deployment.getApprovals()
            : deployment.getReports(),
        deployment.getError());
  }

  private static Stage stage(Migration migration) {
    return new Stage(
        migration.getState(),
        migration.getState() == TaskState.TASK_STATE_AWAITING_APPROVAL
            ? migration.getApprovals()
            : migration.getReports(),
        migration.getError());
  }

  private interface Look {
    Optional<Stage> look();
  }

  private void await(String what, Hash transaction, Look look) {
    var until = wait.until();
    if (until == WaitOptions.Until.HANDED_OVER) {
      return;
    }
    var deadline = wait.deadline();
    try (var progress = session.output().progress(what + ": waiting for a block")) {
      session.client().transactions().awaitCommit(transaction, deadline.left()).orElseThrow();
      while (until != WaitOptions.Until.COMMITTED) {
        var stage = look.look();
        if (stage.isPresent() && isReached(what, stage.get(), until)) {
          return;
        }
        var waiting = stage.map(now -> describe(what, now)).orElse(what + ": waiting");
        progress.now(waiting);
        deadline.pause(waiting);
      }
    }
  }

  private static boolean isReached(String what, Stage stage, WaitOptions.Until until) {
    return switch (stage.state()) {
      case TASK_STATE_SUCCEEDED -> true;
      case TASK_STATE_PENDING -> until == WaitOptions.Until.APPROVED;
      case TASK_STATE_FAILED ->
          throw new RejectedException(
              what
                  + " failed at height "
                  + stage.error().getHeight()
                  + ": "
                  + describe(stage.error().getError()));
      case TASK_STATE_TIMED_OUT ->
          throw new RejectedException(what + " missed its deadline; ask again with more --blocks");
      default -> false;
    };
  }

  private static String describe(String what, Stage stage) {
    var whose =
        stage.state() == TaskState.TASK_STATE_AWAITING_APPROVAL
            ? ": waiting for administrators, "
            : ": waiting for reports of validators, ";
    return what + whose + missing(stage.missing());
  }

  static String describe(ExecutionError error) {
    var known = Canonical.fromWire(error);
    return known.codeText() + ": " + known.description();
  }

  static String text(io.supervisor.wire.runtime.ArtifactId artifact) {
    return Integer.toUnsignedString(artifact.getRuntimeId())
        + ":"
        + artifact.getName()
        + ":"
        + artifact.getVersion();
  }

  static io.supervisor.wire.runtime.ArtifactId artifact(String text) {
    try {
      return Canonical.toWire(ArtifactId.parse(text));
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  static String word(SupervisorMode mode) {
    return mode.name().toLowerCase(java.util.Locale.ROOT);
  }

  /** The instance of a name or id. */
  static io.supervisor.wire.runtime.InstanceState instance(Overview overview, String nameOrId) {
    return overview.getInstancesList().stream()
        .map(io.supervisor.rpc.v1.Instance::getState)
        .filter(state ->
            state.getSpec().getName().equals(nameOrId)
                || Integer.toUnsignedString(state.getSpec().getId()).equals(nameOrId))
        .findFirst()
        .orElseThrow(() ->
            new UsageException(
                "there is no service \"" + nameOrId + "\"; supervisor service list shows all"));
  }
}
