package io.supervisor.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.supervisor.api.ArtifactId;
import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.ValidatorId;
import io.supervisor.core.rules.Rules;
import io.supervisor.core.supervisor.ConfigChange;
import io.supervisor.core.supervisor.ConfigPropose;
import io.supervisor.core.supervisor.DeployRequest;
import io.supervisor.core.supervisor.SupervisorMode;
import io.supervisor.core.time.TimeOracleArtifact;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Administrators, nodes that come and go as validators, and time. */
class AdministrationTest {
  @ParameterizedTest
  @CsvSource({
    "ORIGINAL, SIMPLE, 1",
    "ORIGINAL, DECENTRALIZED, 4",
    "REVISED, SIMPLE, 4",
    "REVISED, DECENTRALIZED, 4",
    "REVISED, DECENTRALIZED, 7"
  })
  void aServiceIsDeployedAndStarted(Rules rules, SupervisorMode mode, int validators) {
    var network = builder().rules(rules).mode(mode).validators(validators).build();

    network.deploy(Counters.ID);
    var counters = network.start(Counters.ID, "counters", new byte[0]);

    assertThat(counters.state().statusWord()).isEqualTo("active");
    network
        .send(counters.transaction(TestKeys.named("alice"), Counters.ADD, new byte[] {1}))
        .orElseThrow();
    assertThat(network.supervisor().mode()).isEqualTo(mode);
    assertThat(network.supervisor().rules()).isEqualTo(rules);
  }

  @Test
  void votesAreWrittenOneByOne() {
    var network = builder().build();
    var request = new DeployRequest(Counters.ID, ByteString.EMPTY, network.height().value() + 5, 0);
    network.createBlock(network.as(0).deploy(request), network.as(1).deploy(request)).orElseThrow();
    network.createBlock();
    assertThat(network.dispatcher().isDeployed(Counters.ID)).as("two of four").isFalse();

    network.createBlock(network.as(2).deploy(request)).orElseThrow();
    assertThat(network.dispatcher().isDeployed(Counters.ID)).isTrue();
    assertThat(network.supervisor().artifacts()).doesNotContainKey(Counters.ID);
    assertThat(network.createBlock().orElseThrow().transactions()).as("reports").hasSize(4);
    assertThat(network.supervisor().artifacts()).containsKey(Counters.ID);

    var proposal =
        new ConfigPropose(
            network.height().value() + 2,
            List.of(new ConfigChange.StartService(Counters.ID, "counters", ByteString.EMPTY)),
            0);
    network.createBlock(network.as(3).propose(proposal)).orElseThrow();
    network
        .createBlock(network.as(0).confirm(proposal.hash()), network.as(1).confirm(proposal.hash()))
        .orElseThrow();
    assertThat(network.instance("counters").state().statusWord()).isEqualTo("active");
  }

  @Test
  void whatCannotBeDeployedIsSaid() {
    var network = builder().build();

    assertThatThrownBy(() -> network.deploy(ArtifactId.parse("1:nothing:1.0.0")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the test network has no such service");
    assertThatThrownBy(() -> network.start(Counters.ID, "counters", new byte[0]))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("service:");
  }

  @Test
  void anAuditorBecomesAValidator() {
    var network = builder().auditors(1).instance(100, "counters", Counters.ID).build();
    var auditor = network.node(4);
    assertThat(network.validatorId(auditor)).isEmpty();
    network.createBlock(List.of());
    assertThat(network.pool().size()).as("auditors send nothing").isEqualTo(4);

    network.apply(new ConfigChange.Consensus(validators(network, 1, 2, 3, 4)));

    assertThat(network.validatorId(auditor)).contains(new ValidatorId(3));
    assertThat(network.validatorId(network.node(0))).isEmpty();
    network.createBlock();
    assertThat(network.lightClient().block(network.height()).precommits()).hasSize(4);
    assertThat(network.addNode().number()).isEqualTo(5);
  }

  @Test
  void timeIsWhatTheClockShows() {
    var network = builder().instance(7, "time", TimeOracleArtifact.ID).build();
    network.clock().advance(Duration.ofDays(1));
    network.createBlock();
    network.createBlock().orElseThrow();

    assertThat(network.instance("time").ask("v1/current_time", Map.of()).toString())
        .contains("2026-01-02T00:00:00");
    assertThat(network.lightClient().block(network.height()).time())
        .contains(TestClock.START.plus(Duration.ofDays(1)));
  }

  private static TestNetworkBuilder builder() {
    return TestNetwork.builder().service(Counters.ID, new Counters());
  }

  private static ConsensusConfig validators(TestNetwork network, int... nodes) {
    return TestConfigs.with(
        network.config(),
        java.util.Arrays.stream(nodes).mapToObj(network::node).map(TestNode::keys).toList());
  }
}
