package io.supervisor.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.supervisor.core.supervisor.SupervisorMode;
import io.supervisor.rpc.v1.ProposeRequest;
import io.supervisor.rpc.v1.SupervisorAdminServiceGrpc;
import io.supervisor.server.observe.EventLog;
import io.supervisor.server.observe.NodeObserver;
import io.supervisor.wire.supervisor.ConfigChange;
import io.supervisor.wire.supervisor.ConfigPropose;
import io.supervisor.wire.supervisor.StopService;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Gauges that show states, against a node with a real supervisor. */
@Isolated("reads the log of this process")
class NodeObserverTest {
  @TempDir Path folder;

  @Test
  void gaugesFollowTheNode() throws Exception {
    try (var fixture = new RpcFixture(folder, SupervisorMode.DECENTRALIZED);
        var _ = new NodeObserver(fixture.node, fixture.metrics, new EventLog())) {
      var change =
          ConfigChange.newBuilder().setStopService(StopService.newBuilder().setInstanceId(7));
      SupervisorAdminServiceGrpc.newBlockingStub(fixture.privateChannel)
          .propose(
              ProposeRequest.newBuilder()
                  .setProposal(ConfigPropose.newBuilder().setActualFrom(5).addChanges(change))
                  .build());
      awaitLine(fixture, "supervisor_pool_transactions 1.0");
      fixture.node.commit();
      awaitLine(fixture, "supervisor_proposals_pending 1.0");
      assertThat(fixture.metrics.scrape())
          .contains("supervisor_proposals_votes_missing 0.0")
          .contains("supervisor_validators 1.0")
          .contains("supervisor_rules 2.0")
          .contains("supervisor_peers_connected 0.0")
          .contains("supervisor_peers_known 1.0");
      fixture.node.commit(5);
      awaitLine(fixture, "supervisor_proposals_pending 0.0");
      fixture.node.enabled = false;
      awaitLine(fixture, "supervisor_consensus_active 0.0");
    }
  }

  @Test
  void whatAdministratorsDecideIsLogged() throws Exception {
    try (var fixture = new RpcFixture(folder, SupervisorMode.DECENTRALIZED);
        var log = new CapturedLog();
        var _ = new NodeObserver(fixture.node, fixture.metrics, new EventLog())) {
      awaitLine(fixture, "supervisor_validators 1.0");
      var id = NotesArtifact.INSTANCE.id().value();
      var change =
          ConfigChange.newBuilder().setStopService(StopService.newBuilder().setInstanceId(id));
      SupervisorAdminServiceGrpc.newBlockingStub(fixture.privateChannel)
          .propose(
              ProposeRequest.newBuilder()
                  .setProposal(ConfigPropose.newBuilder().setActualFrom(3).addChanges(change))
                  .build());
      fixture.node.commit();
      log.await("proposal pending height=1 proposal=", "votes=1/1");
      fixture.node.commit(3);
      log.await("proposal decided height=3 proposal=", "outcome=APPLIED votes=1/1");
      log.await("configuration changed height=4", "instance notes stopped version=1.0.0");
      assertThat(log.lines("proposal pending")).hasSize(1);
      assertThat(log.lines("configuration changed")).hasSize(1);
    }
  }

  private static void awaitLine(RpcFixture fixture, String line) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> fixture.metrics.scrape().lines().anyMatch(line::equals));
  }
}
