package io.supervisor.cli.demo;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.Hash;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.client.NodeAdmin;
import io.supervisor.client.SupervisorClient;
import io.supervisor.rpc.v1.Artifact;
import io.supervisor.rpc.v1.Deployment;
import io.supervisor.rpc.v1.Instance;
import io.supervisor.rpc.v1.Overview;
import io.supervisor.wire.deploy.DeployArguments;
import io.supervisor.wire.runtime.ArtifactState;
import io.supervisor.wire.runtime.InstanceStatus;
import io.supervisor.wire.supervisor.ConfigChange;
import io.supervisor.wire.supervisor.ConfigPropose;
import io.supervisor.wire.supervisor.DeployRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The four administrators, each at the private port of his own node. */
final class Administrators implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Heights from a proposal to its application: enough for three votes one after the other. */
  private static final int VOTING_HEIGHTS = 12;

  private static final int DEPLOY_HEIGHTS = 300;

  private final SupervisorClient client;
  private final List<NodeAdmin> admins;

  Administrators(DevCluster cluster, SupervisorClient client) {
    this.client = client;
    this.admins =
        IntStream.range(0, DevCluster.VALIDATORS)
            .mapToObj(node -> NodeAdmin.connect(cluster.privateTarget(node)))
            .toList();
  }

  /** Brings a JAR to one node and makes the request that the administrators have to agree on. */
  DeployRequest upload(Path jar, ArtifactId artifact) throws IOException {
    var stored = admins.getFirst().uploadContent(jar);
    return DeployRequest.newBuilder()
        .setArtifact(Canonical.toWire(artifact))
        .setSpec(
            DeployArguments.newBuilder()
                .setArtifactFilename(jar.getFileName().toString())
                .setSha256(stored.getSha256())
                .setSizeBytes(stored.getSizeBytes())
                .setChunksRoot(stored.getChunksRoot())
                .build()
                .toByteString())
        .setDeadlineHeight(height() + DEPLOY_HEIGHTS)
        .build();
  }

  /** Has one administrator ask for, or approve, a deployment. */
  void approve(int administrator, DeployRequest request) {
    awaitSuccess(admins.get(administrator).deploy(request));
  }

  Optional<Deployment> deployment(DeployRequest request) {
    return client.supervisor().overview().getDeploymentsList().stream()
        .filter(deployment -> deployment.getRequest().equals(request))
        .findFirst();
  }

  /** Proposes changes as the first administrator, and returns the hash to vote for. */
  Hash propose(List<ConfigChange> changes) {
    var proposal =
        ConfigPropose.newBuilder()
            .setActualFrom(height() + VOTING_HEIGHTS)
            .setConfigurationNumber(client.supervisor().configuration().getConfigurationNumber())
            .addAllChanges(changes)
            .build();
    var proposed = admins.getFirst().propose(proposal);
    awaitSuccess(proposed.transaction());
    return proposed.proposal().orElseThrow();
  }

  void vote(int administrator, Hash proposal) {
    awaitSuccess(admins.get(administrator).confirm(proposal));
  }

  private void awaitSuccess(Hash transaction) {
    var unused = client.transactions().awaitCommit(transaction, LIMIT).orElseThrow();
  }

  private long height() {
    return client.blocks().status().height().value();
  }

  static boolean isActive(Overview overview, ArtifactId artifact) {
    return overview.getArtifactsList().stream()
        .filter(each -> each.getId().equals(Canonical.toWire(artifact)))
        .map(Artifact::getState)
        .anyMatch(state -> state.getStatus() == ArtifactState.Status.ACTIVE);
  }

  /** The instance of a name, if it is active. */
  static Optional<Instance> active(Overview overview, String name) {
    return overview.getInstancesList().stream()
        .filter(instance -> instance.getState().getSpec().getName().equals(name))
        .filter(
            instance -> instance.getState().getStatus().getSimple() == InstanceStatus.Simple.ACTIVE)
        .findFirst();
  }

  @Override
  public void close() {
    admins.forEach(NodeAdmin::close);
  }
}
