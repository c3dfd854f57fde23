package io.supervisor.server.rpc;

import io.supervisor.api.Hash;
import io.supervisor.api.PublicKey;
import io.supervisor.api.Version;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.core.merkledb.Snapshot;
import io.supervisor.core.supervisor.AsyncEventState;
import io.supervisor.core.supervisor.DeploymentView;
import io.supervisor.core.supervisor.MigrationState;
import io.supervisor.core.supervisor.MigrationView;
import io.supervisor.core.supervisor.SettledProposal;
import io.supervisor.core.supervisor.SupervisorView;
import io.supervisor.core.supervisor.Tally;
import io.supervisor.rpc.v1.Artifact;
import io.supervisor.rpc.v1.Configuration;
import io.supervisor.rpc.v1.Deployment;
import io.supervisor.rpc.v1.Instance;
import io.supervisor.rpc.v1.Migration;
import io.supervisor.rpc.v1.MigrationProgress;
import io.supervisor.rpc.v1.MigrationReport;
import io.supervisor.rpc.v1.Overview;
import io.supervisor.rpc.v1.Proposal;
import io.supervisor.rpc.v1.ProposalOutcome;
import io.supervisor.rpc.v1.TaskError;
import io.supervisor.rpc.v1.TaskState;
import io.supervisor.rpc.v1.Votes;
import io.supervisor.server.node.NodeApi;
import io.supervisor.wire.runtime.MigrationStatus;
import io.supervisor.wire.supervisor.SupervisorMode;
import java.util.List;
import java.util.Optional;

/** State of supervisor and dispatcher as messages. */
final class SupervisorMessages {
  private SupervisorMessages() {}

  static SupervisorView view(NodeApi node) {
    return new SupervisorView(new Snapshot(node.snapshot()));
  }

  static Overview overview(SupervisorView view) {
    var overview =
        Overview.newBuilder()
            .setHeight(view.height().value())
            .addAllArtifacts(artifacts(view))
            .addAllInstances(instances(view))
            .addAllDeployments(
                view.openDeployments().stream().map(d -> deployment(view, d)).toList())
            .addAllMigrations(view.openMigrations().stream().map(m -> migration(view, m)).toList())
            .setConfiguration(configuration(view));
    proposal(view).ifPresent(overview::setProposal);
    return overview.build();
  }

  static List<Artifact> artifacts(SupervisorView view) {
    return view.artifacts().entrySet().stream()
        .map(entry ->
            Artifact.newBuilder()
                .setId(Canonical.toWire(entry.getKey()))
                .setState(entry.getValue().toWire())
                .build())
        .toList();
  }

  static List<Instance> instances(SupervisorView view) {
    return view.instances().stream()
        .map(instance -> Instance.newBuilder().setState(instance.toWire()).build())
        .toList();
  }

  static Configuration configuration(SupervisorView view) {
    return Configuration.newBuilder()
        .setConsensus(Canonical.toWire(view.consensusConfig()))
        .setMode(
            switch (view.mode()) {
              case SIMPLE -> SupervisorMode.SIMPLE;
              case DECENTRALIZED -> SupervisorMode.DECENTRALIZED;
            })
        .setConfigurationNumber(view.configurationNumber())
        .setRules(view.rules().number())
        .build();
  }

  /** The proposal that can be voted on; one whose last block is over is only still stored. */
  static Optional<Proposal> proposal(SupervisorView view) {
    return view.proposal()
        .filter(proposal -> isAhead(view, proposal.pending().proposal().actualFrom()))
        .map(proposal ->
            Proposal.newBuilder()
                .setHash(proposal.pending().hash().toByteString())
                .setContent(proposal.pending().proposal().toWire())
                .setVotes(votes(proposal.votes()))
                .setOutcome(ProposalOutcome.PROPOSAL_OUTCOME_PENDING)
                .build());
  }

  /** What the chain keeps of a proposal that is decided; empty if there never was such a one. */
  static Optional<Proposal> pastProposal(SupervisorView view, Hash hash) {
    var given = view.votesFor(hash).stream().map(PublicKey::toByteString).toList();
    if (given.isEmpty()) {
      return Optional.empty();
    }
    var past =
        Proposal.newBuilder()
            .setHash(hash.toByteString())
            .setVotes(Votes.newBuilder().addAllGiven(given));
    view.settledProposal(hash)
        .ifPresent(settled -> {
          past.setOutcome(outcome(settled.outcome()))
              .setDecidedHeight(settled.height())
              .setVotesCounted(settled.votesCounted());
          past.getVotesBuilder().setNeeded(settled.votesNeeded());
        });
    return Optional.of(past.build());
  }

  private static ProposalOutcome outcome(SettledProposal.Outcome outcome) {
    return switch (outcome) {
      case APPLIED -> ProposalOutcome.PROPOSAL_OUTCOME_APPLIED;
      case FAILED -> ProposalOutcome.PROPOSAL_OUTCOME_FAILED;
      case EXPIRED -> ProposalOutcome.PROPOSAL_OUTCOME_EXPIRED;
    };
  }

  private static boolean isAhead(SupervisorView view, long height) {
    return Long.compareUnsigned(height, view.height().value()) > 0;
  }

  private static Votes votes(Tally tally) {
    return Votes.newBuilder()
        .addAllGiven(tally.given().stream().map(PublicKey::toByteString).toList())
        .addAllMissing(tally.missing().stream().map(PublicKey::toByteString).toList())
        .setNeeded(tally.needed())
        .build();
  }

  static Deployment deployment(SupervisorView view, DeploymentView deployment) {
    var message =
        Deployment.newBuilder()
            .setRequest(deployment.request().toWire())
            .setState(taskState(view, deployment.state(), deployment.request().deadlineHeight()))
            .setApprovals(votes(deployment.approvals()))
            .setReports(votes(deployment.reports()));
    deployment.state().flatMap(SupervisorMessages::error).ifPresent(message::setError);
    return message.build();
  }

  static Migration migration(SupervisorView view, MigrationView migration) {
    var inner = migration.state().map(MigrationState::inner);
    var message =
        Migration.newBuilder()
            .setRequest(migration.request().toWire())
            .setState(taskState(view, inner, migration.request().deadlineHeight()))
            .setApprovals(votes(migration.approvals()))
            .setReports(votes(migration.reports()))
            .setAborts(votes(migration.aborts()));
    inner.flatMap(SupervisorMessages::error).ifPresent(message::setError);
    migration
        .results()
        .forEach((validator, status) -> message.addResults(report(validator, status)));
    migration.own().map(SupervisorMessages::progress).ifPresent(message::setProgress);
    migration
        .state()
        .ifPresent(state -> {
          message.setDataVersion(state.version().toString());
          state.referenceStateHash().map(Hash::toByteString).ifPresent(message::setReferenceHash);
        });
    return message.build();
  }

  private static MigrationReport report(PublicKey validator, MigrationStatus status) {
    var report = MigrationReport.newBuilder().setValidator(validator.toByteString());
    return status.hasHash()
        ? report.setHash(status.getHash().getData()).build()
        : report.setError(status.getError()).build();
  }

  private static MigrationProgress progress(io.supervisor.core.runtime.MigrationProgress own) {
    var progress =
        MigrationProgress.newBuilder()
            .setSteps(own.steps())
            .setReachedVersion(own.reached().map(Version::toString).orElse(""))
            .setDone(own.done())
            .setTotal(own.total());
    own.result()
        .ifPresent(result -> {
          if (result.hasHash()) {
            progress.setHash(result.getHash().getData());
          } else {
            progress.setError(result.getError());
          }
        });
    return progress.build();
  }

  /** What was not approved before its deadline has no state on the chain. */
  private static TaskState taskState(
      SupervisorView view, Optional<AsyncEventState> state, long deadline) {
    if (state.isEmpty()) {
      return isAhead(view, deadline)
          ? TaskState.TASK_STATE_AWAITING_APPROVAL
          : TaskState.TASK_STATE_TIMED_OUT;
    }
    return switch (state.get()) {
      case AsyncEventState.Pending _ -> TaskState.TASK_STATE_PENDING;
      case AsyncEventState.Succeed _ -> TaskState.TASK_STATE_SUCCEEDED;
      case AsyncEventState.Failed _ -> TaskState.TASK_STATE_FAILED;
      case AsyncEventState.Timeout _ -> TaskState.TASK_STATE_TIMED_OUT;
    };
  }

  private static Optional<TaskError> error(AsyncEventState state) {
    return state instanceof AsyncEventState.Failed(var height, var error)
        ? Optional.of(
            TaskError.newBuilder().setHeight(height).setError(Canonical.toWire(error)).build())
        : Optional.empty();
  }
}
