package io.supervisor.client;

import io.grpc.stub.StreamObserver;
import io.supervisor.api.Hash;
import io.supervisor.rpc.v1.Artifact;
import io.supervisor.rpc.v1.Configuration;
import io.supervisor.rpc.v1.Deployment;
import io.supervisor.rpc.v1.GetConfigurationRequest;
import io.supervisor.rpc.v1.GetConfigurationResponse;
import io.supervisor.rpc.v1.GetDeploymentRequest;
import io.supervisor.rpc.v1.GetDeploymentResponse;
import io.supervisor.rpc.v1.GetMigrationRequest;
import io.supervisor.rpc.v1.GetMigrationResponse;
import io.supervisor.rpc.v1.GetOverviewRequest;
import io.supervisor.rpc.v1.GetOverviewResponse;
import io.supervisor.rpc.v1.GetProposalRequest;
import io.supervisor.rpc.v1.GetProposalResponse;
import io.supervisor.rpc.v1.Instance;
import io.supervisor.rpc.v1.ListArtifactsRequest;
import io.supervisor.rpc.v1.ListArtifactsResponse;
import io.supervisor.rpc.v1.ListDeploymentsRequest;
import io.supervisor.rpc.v1.ListDeploymentsResponse;
import io.supervisor.rpc.v1.ListInstancesRequest;
import io.supervisor.rpc.v1.ListInstancesResponse;
import io.supervisor.rpc.v1.ListMigrationsRequest;
import io.supervisor.rpc.v1.ListMigrationsResponse;
import io.supervisor.rpc.v1.Migration;
import io.supervisor.rpc.v1.Overview;
import io.supervisor.rpc.v1.Proposal;
import io.supervisor.rpc.v1.SupervisorServiceGrpc;
import io.supervisor.rpc.v1.SupervisorServiceGrpc.SupervisorServiceStub;
import io.supervisor.wire.supervisor.DeployRequest;
import io.supervisor.wire.supervisor.MigrationRequest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/**
 * What the administrators have agreed on, and what they are asked to agree on, as one node says:
 * these answers are not proven. Whoever decides by them asks several nodes, or the one that he
 * runs.
 */
public final class SupervisorView {
  private final Nodes nodes;
  private final ClientSettings settings;

  SupervisorView(Nodes nodes, ClientSettings settings) {
    this.nodes = nodes;
    this.settings = settings;
  }

  /** Everything at once. */
  public Overview overview() {
    return Waiting.join(overviewAsync());
  }

  /** As {@link #overview}. */
  public CompletableFuture<Overview> overviewAsync() {
    return this.<GetOverviewResponse>call(
            (stub, observer) -> stub.getOverview(GetOverviewRequest.getDefaultInstance(), observer))
        .thenApply(GetOverviewResponse::getOverview);
  }

  /** Artifacts in ascending order of their text form. */
  public List<Artifact> artifacts() {
    return Waiting.join(
        this.<ListArtifactsResponse>call((stub, observer) ->
                stub.listArtifacts(ListArtifactsRequest.getDefaultInstance(), observer))
            .thenApply(ListArtifactsResponse::getArtifactsList));
  }

  /** Instances in ascending order of id. */
  public List<Instance> instances() {
    return Waiting.join(
        this.<ListInstancesResponse>call((stub, observer) ->
                stub.listInstances(ListInstancesRequest.getDefaultInstance(), observer))
            .thenApply(ListInstancesResponse::getInstancesList));
  }

  /** The proposal that can be voted on. */
  public Optional<Proposal> proposal() {
    return proposal(GetProposalRequest.getDefaultInstance());
  }

  /** A proposal by its hash, though it be decided; empty if there never was such a one. */
  public Optional<Proposal> proposal(Hash hash) {
    return proposal(GetProposalRequest.newBuilder().setHash(hash.toByteString()).build());
  }

  private Optional<Proposal> proposal(GetProposalRequest request) {
    return Waiting.join(
        this.<GetProposalResponse>call((stub, observer) -> stub.getProposal(request, observer))
            .thenApply(answer ->
                answer.hasProposal() ? Optional.of(answer.getProposal()) : Optional.empty()));
  }

  /** A page of deployments, newest first; the request names the page. */
  public ListDeploymentsResponse deployments(ListDeploymentsRequest request) {
    return Waiting.join(call((stub, observer) -> stub.listDeployments(request, observer)));
  }

  /** A deployment by its request; empty if nobody has asked for exactly this. */
  public Optional<Deployment> deployment(DeployRequest request) {
    var message = GetDeploymentRequest.newBuilder().setRequest(request).build();
    return Waiting.found(
        this.<GetDeploymentResponse>call((stub, observer) -> stub.getDeployment(message, observer))
            .thenApply(GetDeploymentResponse::getDeployment));
  }

  /** A page of migrations, newest first; the request names the page. */
  public ListMigrationsResponse migrations(ListMigrationsRequest request) {
    return Waiting.join(call((stub, observer) -> stub.listMigrations(request, observer)));
  }

  /** A migration by its request; empty if nobody has asked for exactly this. */
  public Optional<Migration> migration(MigrationRequest request) {
    var message = GetMigrationRequest.newBuilder().setRequest(request).build();
    return Waiting.found(
        this.<GetMigrationResponse>call((stub, observer) -> stub.getMigration(message, observer))
            .thenApply(GetMigrationResponse::getMigration));
  }

  /** Configuration of consensus and supervisor. */
  public Configuration configuration() {
    return Waiting.join(
        this.<GetConfigurationResponse>call((stub, observer) ->
                stub.getConfiguration(GetConfigurationRequest.getDefaultInstance(), observer))
            .thenApply(GetConfigurationResponse::getConfiguration));
  }

  private <A> CompletableFuture<A> call(
      BiConsumer<SupervisorServiceStub, StreamObserver<A>> method) {
    return nodes.call(
        settings.limit(),
        settings.attemptMax(),
        (node, time) ->
            Unary.call(
                node,
                observer ->
                    method.accept(node.stub(SupervisorServiceGrpc::newStub, time), observer)));
  }
}
