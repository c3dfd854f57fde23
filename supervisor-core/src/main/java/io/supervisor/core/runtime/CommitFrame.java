package io.supervisor.core.runtime;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.ExecutionError;
import io.supervisor.api.Height;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.PublicKey;
import io.supervisor.api.ValidatorId;
import io.supervisor.api.service.ChainView;
import io.supervisor.api.storage.Access;
import io.supervisor.core.merkledb.Snapshot;
import io.supervisor.wire.runtime.MigrationStatus;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A service's hook after a commit, in progress. Collects what the node has to do. */
final class CommitFrame implements SupervisorCommitContext {
  private final LoadedService service;
  private final Snapshot state;
  private final CommittedChain chain;
  private final NodeIdentity node;
  private final List<CommitAction> actions;

  CommitFrame(
      LoadedService service,
      Snapshot state,
      CommittedChain chain,
      NodeIdentity node,
      List<CommitAction> actions) {
    this.service = service;
    this.state = state;
    this.chain = chain;
    this.node = node;
    this.actions = actions;
  }

  @Override
  public InstanceSpec instance() {
    return service.spec();
  }

  @Override
  public Height height() {
    return chain.height();
  }

  @Override
  public Access data() {
    return state.access(service.spec().name() + ".");
  }

  @Override
  public ChainView chain() {
    return chain;
  }

  @Override
  public PublicKey serviceKey() {
    return node.serviceKey();
  }

  @Override
  public Optional<ValidatorId> validatorId() {
    return chain.consensusConfig().validatorWithServiceKey(node.serviceKey());
  }

  @Override
  public void broadcast(int method, byte[] arguments) {
    if (service.isActive() && validatorId().isPresent()) {
      actions.add(new CommitAction.Broadcast(service.id(), method, arguments.clone()));
    }
  }

  @Override
  public void deploy(
      ArtifactId artifact,
      byte[] spec,
      Function<Optional<ExecutionError>, CommitAction.Broadcast> report) {
    actions.add(
        new CommitAction.Deploy(
            artifact, spec.clone(), error -> validatorId().map(_ -> report.apply(error))));
  }

  @Override
  public Optional<MigrationStatus> localMigrationResult(String instanceName) {
    return MigrationProgress.of(state.view(), instanceName).flatMap(MigrationProgress::result);
  }
}
