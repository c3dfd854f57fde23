package io.supervisor.server.rpc;

import io.grpc.stub.StreamObserver;
import io.supervisor.api.ArtifactId;
import io.supervisor.api.Height;
import io.supervisor.core.supervisor.DeployRequest;
import io.supervisor.core.supervisor.MigrationRequest;
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
import io.supervisor.rpc.v1.GetProtoSourcesRequest;
import io.supervisor.rpc.v1.GetProtoSourcesResponse;
import io.supervisor.rpc.v1.ListArtifactsRequest;
import io.supervisor.rpc.v1.ListArtifactsResponse;
import io.supervisor.rpc.v1.ListDeploymentsRequest;
import io.supervisor.rpc.v1.ListDeploymentsResponse;
import io.supervisor.rpc.v1.ListInstancesRequest;
import io.supervisor.rpc.v1.ListInstancesResponse;
import io.supervisor.rpc.v1.ListMigrationsRequest;
import io.supervisor.rpc.v1.ListMigrationsResponse;
import io.supervisor.rpc.v1.Overview;
import io.supervisor.rpc.v1.ProtoFile;
import io.supervisor.rpc.v1.SupervisorServiceGrpc;
import io.supervisor.rpc.v1.WatchOverviewRequest;
import io.supervisor.rpc.v1.WatchOverviewResponse;
import io.supervisor.server.javaruntime.ProtoSources;
import io.supervisor.server.node.NodeApi;
import java.util.List;
import java.util.Map;

/** What the administrators have agreed on, and what they are asked to. */
final class SupervisorRpc extends SupervisorServiceGrpc.SupervisorServiceImplBase {
  private final NodeApi node;
  private final ProtoSources protoSources;
  private final Watchers watchers;

  SupervisorRpc(NodeApi node, ProtoSources protoSources, Watchers watchers) {
    this.node = node;
    this.protoSources = protoSources;
    this.watchers = watchers;
  }

  @Override
  public void getOverview(
      GetOverviewRequest request, StreamObserver<GetOverviewResponse> observer) {
    Answers.answer(
        observer,
        GetOverviewResponse.newBuilder()
            .setOverview(SupervisorMessages.overview(SupervisorMessages.view(node)))
            .build());
  }

  @Override
  public void getProtoSources(
      GetProtoSourcesRequest request, StreamObserver<GetProtoSourcesResponse> observer) {
    var files =
        request.hasArtifact()
            ? sources(Requests.artifact(request.getArtifact()))
            : protoSources.framework();
    var answer = GetProtoSourcesResponse.newBuilder();
    files.forEach((name, content) ->
        answer.addFiles(ProtoFile.newBuilder().setName(name).setContent(content)));
    Answers.answer(observer, answer.build());
  }

  private Map<String, String> sources(ArtifactId artifact) {
    return protoSources
        .of(artifact)
        .orElseThrow(() ->
            Errors.notFound(
                Errors.Reason.ARTIFACT_NOT_FOUND,
                "artifact: got " + artifact + ", whose code this node does not have"));
  }

  @Override
  public void listArtifacts(
      ListArtifactsRequest request, StreamObserver<ListArtifactsResponse> observer) {
    var view = SupervisorMessages.view(node);
    Answers.answer(
        observer,
        ListArtifactsResponse.newBuilder()
            .setHeight(view.height().value())
            .addAllArtifacts(SupervisorMessages.artifacts(view))
            .build());
  }

  @Override
  public void listInstances(
      ListInstancesRequest request, StreamObserver<ListInstancesResponse> observer) {
    var view = SupervisorMessages.view(node);
    Answers.answer(
        observer,
        ListInstancesResponse.newBuilder()
            .setHeight(view.height().value())
            .addAllInstances(SupervisorMessages.instances(view))
            .build());
  }

  @Override
  public void getProposal(
      GetProposalRequest request, StreamObserver<GetProposalResponse> observer) {
    var view = SupervisorMessages.view(node);
    var answer = GetProposalResponse.newBuilder().setHeight(view.height().value());
    var pending = SupervisorMessages.proposal(view);
    if (request.getHash().isEmpty()) {
      pending.ifPresent(answer::setProposal);
    } else {
      var hash = Requests.hash("hash", request.getHash());
      pending
          .filter(proposal -> proposal.getHash().equals(request.getHash()))
          .or(() -> SupervisorMessages.pastProposal(view, hash))
          .ifPresent(answer::setProposal);
    }
    Answers.answer(observer, answer.build());
  }

  @Override
  public void listDeployments(
      ListDeploymentsRequest request, StreamObserver<ListDeploymentsResponse> observer) {
    var page = Requests.page(request.getPageSize(), request.getPageToken());
    var view = SupervisorMessages.view(node);
    var all = request.getPendingOnly() ? view.openDeployments() : view.deployments();
    Answers.answer(
        observer,
        ListDeploymentsResponse.newBuilder()
            .setHeight(view.height().value())
            .addAllDeployments(
                part(all, page).stream()
                    .map(deployment -> SupervisorMessages.deployment(view, deployment))
                    .toList())
            .setNextPageToken(nextToken(all, page))
            .build());
  }

  @Override
  public void getDeployment(
      GetDeploymentRequest request, StreamObserver<GetDeploymentResponse> observer) {
    var wanted =
        DeployRequest.read(Requests.deployment(request.hasRequest(), request.getRequest()));
    var view = SupervisorMessages.view(node);
    var found = view.deployment(wanted);
    if (found.state().isEmpty() && found.approvals().given().isEmpty()) {
      throw Errors.notFound(
          Errors.Reason.DEPLOYMENT_NOT_FOUND,
          "request: nobody has asked for this deployment of " + wanted.artifact());
    }
    Answers.answer(
        observer,
        GetDeploymentResponse.newBuilder()
            .setHeight(view.height().value())
            .setDeployment(SupervisorMessages.deployment(view, found))
            .build());
  }

  @Override
  public void getMigration(
      GetMigrationRequest request, StreamObserver<GetMigrationResponse> observer) {
    var wanted =
        MigrationRequest.read(Requests.migration(request.hasRequest(), request.getRequest()));
    var view = SupervisorMessages.view(node);
    var found = view.migration(wanted);
    if (found.state().isEmpty() && found.approvals().given().isEmpty()) {
      throw Errors.notFound(
          Errors.Reason.MIGRATION_NOT_FOUND,
          "request: nobody has asked for this migration of " + wanted.service());
    }
    Answers.answer(
        observer,
        GetMigrationResponse.newBuilder()
            .setHeight(view.height().value())
            .setMigration(SupervisorMessages.migration(view, found))
            .build());
  }

  @Override
  public void listMigrations(
      ListMigrationsRequest request, StreamObserver<ListMigrationsResponse> observer) {
    var page = Requests.page(request.getPageSize(), request.getPageToken());
    var view = SupervisorMessages.view(node);
    var all = request.getPendingOnly() ? view.openMigrations() : view.migrations();
    Answers.answer(
        observer,
        ListMigrationsResponse.newBuilder()
            .setHeight(view.height().value())
            .addAllMigrations(
                part(all, page).stream()
                    .map(migration -> SupervisorMessages.migration(view, migration))
                    .toList())
            .setNextPageToken(nextToken(all, page))
            .build());
  }

  private static <T> List<T> part(List<T> all, Requests.Page page) {
    return all.stream().skip(page.from()).limit(page.size()).toList();
  }

  private static String nextToken(List<?> all, Requests.Page page) {
    var next = (long) page.from() + page.size();
    return next < all.size() ? Long.toString(next) : "";
  }

  @Override
  public void getConfiguration(
      GetConfigurationRequest request, StreamObserver<GetConfigurationResponse> observer) {
    var view = SupervisorMessages.view(node);
    Answers.answer(
        observer,
        GetConfigurationResponse.newBuilder()
            .setHeight(view.height().value())
            .setConfiguration(SupervisorMessages.configuration(view))
            .build());
  }

  @Override
  public void watchOverview(
      WatchOverviewRequest request, StreamObserver<WatchOverviewResponse> observer) {
    watchers.start(
        "WatchOverview",
        observer,
        stream -> {
          var sent = Overview.getDefaultInstance();
          while (true) {
            var now = SupervisorMessages.overview(SupervisorMessages.view(node));
            if (!withoutHeight(now).equals(withoutHeight(sent))) {
              stream.send(WatchOverviewResponse.newBuilder().setOverview(now).build());
              sent = now;
            }
            stream.awaitBlock(new Height(now.getHeight()).next());
          }
        });
  }

  private static Overview withoutHeight(Overview overview) {
    return overview.toBuilder().clearHeight().build();
  }
}
