package io.supervisor.core.supervisor;

import static io.supervisor.core.supervisor.SupervisorSchema.votes;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.CallException;
import io.supervisor.api.CoreError;
import io.supervisor.api.ExecutionError;
import io.supervisor.api.PublicKey;
import io.supervisor.core.runtime.SupervisorContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Deployments of artifacts: asked for (method 0), pending while validators report (method 1), then
 * succeeded, failed or timed out. At most one is pending for an artifact. Source: supervisor.md
 * section 7.
 */
final class Deployments {
  private final SupervisorContext context;
  private final SupervisorSchema schema;
  private final Decisions decisions;

  Deployments(Decisions decisions) {
    this.context = decisions.context();
    this.schema = decisions.schema();
    this.decisions = decisions;
  }

  void request(PublicKey author, DeployRequest request) {
    checkName(request.artifact());
    checkRuntime(request.artifact());
    if (decisions.isBeforeLastBlock(request.deadlineHeight())) {
      throw SupervisorError.ACTUAL_FROM_IS_PAST.exception();
    }
    if (context.artifact(request.artifact()).isPresent()) {
      throw SupervisorError.ALREADY_DEPLOYED.exception(
          "Artifact `" + request.artifact() + "` is already deployed");
    }

    var requests = schema.deployRequests();
    var votes = votes(requests, request);
    var isPending = schema.pendingDeployments().contains(request.artifact());
    var isDecided =
        decisions.rules().decisionsAreFinal() && schema.deployStates().contains(request);
    if ((isPending || isDecided) && votes.contains(author)) {
      throw isPending
          ? SupervisorError.DEPLOY_REQUEST_ALREADY_REGISTERED.exception()
          : SupervisorError.DEPLOY_REQUEST_ALREADY_REGISTERED.exception(
              "Deploy request has been decided before: send it with another seed");
    }
    requests.put(request, votes.with(author));
    if (!isPending && !isDecided && decisions.isApproved(votes.with(author))) {
      schema.deployStates().put(request, AsyncEventState.PENDING);
      schema.pendingDeployments().put(request.artifact(), request);
    }
  }

  private static void checkName(ArtifactId artifact) {
    if (!ArtifactId.isValidName(artifact.name())) {
      var reason =
          artifact.name().isEmpty()
              ? "Artifact name should not be empty"
              : "Artifact name contains an illegal character, use only: `a-zA-Z0-9` and `/_.-`";
      throw SupervisorError.INVALID_ARTIFACT_ID.exception(
          "Artifact identifier `" + artifact + "` is invalid: " + reason);
    }
  }

  private void checkRuntime(ArtifactId artifact) {
    if (decisions.rules().requestsNameKnownRuntimes()
        && !context.isRuntimeKnown(artifact.runtimeId())) {
      throw CallException.core(
          CoreError.INCORRECT_RUNTIME,
          "Artifact `" + artifact + "` cannot be deployed: the network has no such runtime");
    }
  }

  void report(PublicKey author, DeployResult result) {
    var request = result.request();
    var state = schema.deployStates().get(request);
    if (state.filter(this::isClosed).isPresent()) {
      return;
    }
    if (!schema.pendingDeployments().get(request.artifact()).equals(Optional.of(request))) {
      throw SupervisorError.DEPLOY_REQUEST_NOT_REGISTERED.exception();
    }
    if (decisions.isBeforeLastBlock(request.deadlineHeight())) {
      throw SupervisorError.DEADLINE_EXCEEDED.exception();
    }
    if (decisions.rules().quorumOfReportsDecides()) {
      record(author, result);
      decide(request, result.error());
    } else if (result.error().isPresent()) {
      fail(request, result.error().get());
    } else {
      confirmByAll(author, request);
    }
  }

  private boolean isClosed(AsyncEventState state) {
    return decisions.rules().decisionsAreFinal() ? !state.isPending() : state.isFailure();
  }

  private void confirmByAll(PublicKey author, DeployRequest request) {
    var validators = decisions.validators();
    var confirmations = schema.deployConfirmations();
    var current = votes(confirmations, request).with(author).of(validators.keys());
    confirmations.put(request, current);
    if (current.size() == validators.size()) {
      succeed(request);
    }
  }

  /** The latest report of a validator counts. */
  private void record(PublicKey author, DeployResult result) {
    var confirmations = schema.deployConfirmations();
    var confirmed = votes(confirmations, result.request());
    var failures = schema.deployFailures();
    var failed = failures.get(result.request()).orElse(DeployFailures.NONE);
    if (result.error().isPresent()) {
      failures.put(result.request(), failed.with(author, result.error().get()));
      confirmations.put(result.request(), confirmed.without(author));
    } else {
      confirmations.put(result.request(), confirmed.with(author));
      if (failed.errors().containsKey(author)) {
        failures.put(result.request(), failed.without(author));
      }
    }
  }

  /**
   * Counts the reports of present validators.
   *
   * @param latest the error just reported; empty = that of the first validator by key
   */
  private void decide(DeployRequest request, Optional<ExecutionError> latest) {
    var validators = decisions.validators();
    var confirmed = votes(schema.deployConfirmations(), request).of(validators.keys());
    var errors = currentErrors(request, validators);
    if (confirmed.size() >= validators.quorum()) {
      succeed(request);
    } else if (errors.size() > validators.faultsTolerated()) {
      fail(request, latest.orElseGet(() -> errors.firstEntry().getValue()));
    }
  }

  private SortedMap<PublicKey, ExecutionError> currentErrors(
      DeployRequest request, Validators validators) {
    var failures = schema.deployFailures().get(request).orElse(DeployFailures.NONE);
    var current = new TreeMap<>(failures.errors());
    current.keySet().retainAll(validators.keys());
    return current;
  }

  private void succeed(DeployRequest request) {
    schema.deployStates().put(request, AsyncEventState.SUCCEED);
    if (decisions.rules().decisionsAreFinal()) {
      schema.pendingDeployments().remove(request.artifact());
    }
    context.registerArtifact(request.artifact(), request.spec().toByteArray());
  }

  private void fail(DeployRequest request, ExecutionError error) {
    schema.deployStates().put(request, new AsyncEventState.Failed(decisions.height(), error));
    schema.pendingDeployments().remove(request.artifact());
  }

  /** Hook before transactions. */
  void dropOutdated() {
    for (var request : pending()) {
      if (decisions.isOutdated(request.deadlineHeight())) {
        schema.pendingDeployments().remove(request.artifact());
        if (isOpen(request)) {
          schema.deployStates().put(request, AsyncEventState.TIMEOUT);
        }
      }
    }
  }

  /** Hook before transactions: validators may have left since the last report. */
  void recount() {
    if (decisions.rules().quorumOfReportsDecides()) {
      for (var request : pending()) {
        if (isOpen(request)) {
          decide(request, Optional.empty());
        }
      }
    }
  }

  private boolean isOpen(DeployRequest request) {
    return schema.deployStates().get(request).filter(AsyncEventState::isPending).isPresent();
  }

  private List<DeployRequest> pending() {
    var requests = new ArrayList<DeployRequest>();
    schema.pendingDeployments().entries().forEach(entry -> requests.add(entry.getValue()));
    return requests;
  }
}
