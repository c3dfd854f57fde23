package io.supervisor.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.Height;
import io.supervisor.api.crypto.KeyPair;
import io.supervisor.client.NodeAdmin;
import io.supervisor.client.SupervisorClient;
import io.supervisor.client.Trust;
import io.supervisor.rpc.v1.Deployment;
import io.supervisor.rpc.v1.TaskState;
import io.supervisor.wire.runtime.ArtifactId;
import io.supervisor.wire.supervisor.DeployRequest;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What REST says of a network, gRPC says as well. */
@ExtendWith(Networks.class)
@ResourceLock(Networks.DECISIONS)
class TwinsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Test
  void bothSayTheSameOfServicesConfigurationAndBlocks(LiveNetwork network) throws Exception {
    try (var client = client(network);
        var rest = new Rest()) {
      var services = rest.get(network.http(0), "/api/services/supervisor/services").get("services");
      var names =
          StreamSupport.stream(services.spliterator(), false)
              .map(service -> service.at("/spec/name").asString())
              .toList();
      assertThat(client.supervisor().instances())
          .extracting(instance -> instance.getState().getSpec().getName())
          .containsExactlyInAnyOrderElementsOf(names);
      var number = rest.get(privateHttp(network), "/api/services/supervisor/configuration-number");
      assertThat(client.supervisor().configuration().getConfigurationNumber())
          .isEqualTo(number.asLong());
      var mode = rest.get(privateHttp(network), "/api/services/supervisor/supervisor-config");
      assertThat(client.supervisor().configuration().getMode().name())
          .isEqualToIgnoringCase(mode.get("mode").asString());
      var block = client.blocks().get(new Height(1));
      var json = rest.get(network.http(0), "/api/explorer/v1/block?height=1");
      assertThat(block.header().stateHash()).hasToString(json.get("state_hash").asString());
      assertThat(block.header().txHash()).hasToString(json.get("tx_hash").asString());
    }
  }

  @Test
  void bothTellHowADeploymentEnded(LiveNetwork network) throws Exception {
    try (var client = client(network);
        var rest = new Rest()) {
      var request =
          DeployRequest.newBuilder()
              .setArtifact(ArtifactId.newBuilder().setName("nowhere").setVersion("1.0.0"))
              .setDeadlineHeight(client.blocks().status().height().value() + 100_000)
              .setSeed(7)
              .build();
      var path =
          "/api/services/supervisor/deploy-status?artifact=0:nowhere:1.0.0&spec=&seed=7&deadline_height="
              + request.getDeadlineHeight();
      assertThat(client.supervisor().deployment(request)).isEmpty();
      deploy(network, client, request, 0);
      assertThat(state(client, request)).isEqualTo(TaskState.TASK_STATE_AWAITING_APPROVAL);
      assertThat(rest.ask(privateHttp(network), path).statusCode())
          .as("too few votes are none to REST, as in the original")
          .isEqualTo(404);
      deploy(network, client, request, 1);
      deploy(network, client, request, 2);
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> state(client, request) == TaskState.TASK_STATE_FAILED);
      var failed = rest.get(privateHttp(network), path).get("failed");
      var deployment = client.supervisor().deployment(request).orElseThrow();
      assertThat(failed.get("height").asLong()).isEqualTo(deployment.getError().getHeight());
    }
  }

  @Test
  void aPeerIsAddedOverGrpc(LiveNetwork network) {
    var key = KeyPair.generate(new SecureRandom()).publicKey();
    try (var admin = NodeAdmin.connect(network.privateGrpc(3))) {
      admin.addPeer(key, "127.0.0.1:1");
      assertThat(admin.peers())
          .anySatisfy(peer -> {
            assertThat(peer.getConsensusKey()).isEqualTo(key.toByteString());
            assertThat(peer.getAddress()).isEqualTo("127.0.0.1:1");
          });
    }
  }

  private static SupervisorClient client(LiveNetwork network) {
    return SupervisorClient.builder().trust(Trust.firstUse()).endpoints(network.grpc(0)).build();
  }

  private static URI privateHttp(LiveNetwork network) {
    return URI.create("http://127.0.0.1:" + network.privateHttpPort(0));
  }

  private static void deploy(
      LiveNetwork network, SupervisorClient client, DeployRequest request, int node) {
    try (var admin = NodeAdmin.connect(network.privateGrpc(node))) {
      client.transactions().awaitCommit(admin.deploy(request), PATIENCE).orElseThrow();
    }
  }

  private static TaskState state(SupervisorClient client, DeployRequest request) {
    return client
        .supervisor()
        .deployment(request)
        .map(Deployment::getState)
        .orElse(TaskState.TASK_STATE_UNSPECIFIED);
  }
}
