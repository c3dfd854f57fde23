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
import io.supervisor.wire.runtime.InstanceState;
import io.supervisor.wire.runtime.InstanceStatus;
import io.supervisor.wire.supervisor.ConfigChange;
import io.supervisor.wire.supervisor.ConfigPropose;
import io.supervisor.wire.supervisor.DeployRequest;
import io.supervisor.wire.supervisor.MigrationRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** The four administrators, each at the private port of his own node. */
final class Administrators implements AutoCloseable {
  /** For what has to become of a decision. */
  static final Duration LIMIT = Duration.ofSeconds(60);

  /** So many of the four have to agree. */
  private static final int QUORUM = 3;

  /** Heights from a proposal to its application: enough for three votes one after the other. */
  private static final int VOTING_HEIGHTS = 12;

  private static final int TASK_HEIGHTS = 300;

  private final DevCluster cluster;
  private final SupervisorClient client;
  private final Function<String, SupervisorClient> connect;
  private final List<NodeAdmin> admins;

  /**
   * @param connect to the public port of one node
   */
  Administrators(
      DevCluster cluster, SupervisorClient client, Function<String, SupervisorClient> connect) {
    this.cluster = cluster;
    this.client = client;
    this.connect = connect;
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
        .setDeadlineHeight(height() + TASK_HEIGHTS)
        .build();
  }

  /** Has one administrator ask for, or approve, a deployment. */
  void approve(int administrator, DeployRequest request) {
    awaitSuccess(admins.get(administrator).deploy(request));
  }

  /** Has as many administrators as are needed deploy a JAR, and waits for all nodes. */
  void deploy(Path jar, ArtifactId artifact) throws IOException, InterruptedException {
    var request = upload(jar, artifact);
    for (var administrator = 0; administrator < QUORUM; administrator++) {
      approve(administrator, request);
    }
    awaitDeployed(artifact);
  }

  void awaitDeployed(ArtifactId artifact) throws InterruptedException {
    awaitEverywhere(artifact + " is deployed", overview -> isActive(overview, artifact));
  }

  /** The request that administrators have to agree on for data to become those of an artifact. */
  MigrationRequest migration(String instance, ArtifactId target) {
    return MigrationRequest.newBuilder()
        .setService(instance)
        .setNewArtifact(Canonical.toWire(target))
        .setDeadlineHeight(height() + TASK_HEIGHTS)
        .build();
  }

  /** Has one administrator ask for, or approve, a migration. */
  void approve(int administrator, MigrationRequest request) {
    awaitSuccess(admins.get(administrator).migrate(request));
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

  /** Has as many administrators as are needed agree on a change, which comes a little later. */
  void decide(ConfigChange change) {
    var proposal = propose(List.of(change));
    for (var administrator = 1; administrator < QUORUM; administrator++) {
      vote(administrator, proposal);
    }
  }

  /** Waits until every node says so of the state after its last block. */
  void awaitEverywhere(String what, Predicate<Overview> condition) throws InterruptedException {
    for (var node = 0; node < DevCluster.VALIDATORS; node++) {
      try (var one = connect.apply(cluster.publicTarget(node))) {
        Steps.await(
            "node " + node + ": " + what,
            LIMIT,
            () -> Optional.of(one.supervisor().overview()).filter(condition));
      }
    }
  }

  private void awaitSuccess(Hash transaction) {
    var unused = client.transactions().awaitCommit(transaction, LIMIT).orElseThrow();
  }

  private long height() {
    return client.blocks().status().height().value();
  }

  static boolean isActive(Overview overview, ArtifactId artifact) {
    return artifact(overview, artifact)
        .filter(found -> found.getState().getStatus() == ArtifactState.Status.ACTIVE)
        .isPresent();
  }

  /** An artifact, whatever its status. */
  static Optional<Artifact> artifact(Overview overview, ArtifactId artifact) {
    return overview.getArtifactsList().stream()
        .filter(each -> each.getId().equals(Canonical.toWire(artifact)))
        .findFirst();
  }

  /** The instance of a name, if it has a status. */
  static Optional<InstanceState> instance(
      Overview overview, String name, InstanceStatus.Simple status) {
    return overview.getInstancesList().stream()
        .map(Instance::getState)
        .filter(state -> state.getSpec().getName().equals(name))
        .filter(state -> state.getStatus().getSimple() == status)
        .findFirst();
  }

  @Override
  public void close() {
    admins.forEach(NodeAdmin::close);
  }
}
