package io.supervisor.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.supervisor.core.time.TimeOracleArtifact;
import io.supervisor.testkit.TestNetwork;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A network in a static field: every test finds it as it was prepared. */
class SharedNetworkTest {
  @RegisterExtension
  static final TestNetworkExtension NETWORK =
      TestNetworkExtension.of(TestNetwork.builder())
          .prepared(network -> network.deploy(TimeOracleArtifact.ID))
          .prepared(network -> network.start(TimeOracleArtifact.ID, "time", new byte[0]));

  private static final Set<TestNetwork> SEEN = new HashSet<>();

  @AfterAll
  static void oneNetworkServedAll() {
    assertThat(SEEN).hasSize(1);
  }

  @Test
  void aTestChangesTheNetwork(TestNetwork network) {
    assertPrepared(network);
  }

  @Test
  void anotherFindsItAsItWas(TestNetwork network) {
    assertPrepared(network);
  }

  @Test
  void thereIsNoOtherWayToIt() {
    assertThat(NETWORK.network().instance("time").state().isActive()).isTrue();
    assertThatThrownBy(() -> TestNetworkExtension.of(TestNetwork.builder()).network())
        .isInstanceOf(IllegalStateException.class);
  }

  /** Asserts, and leaves everything changed. */
  private static void assertPrepared(TestNetwork network) {
    SEEN.add(network);
    assertThat(network.supervisor().instances()).hasSize(2);
    network.start(TimeOracleArtifact.ID, "second", new byte[0]);
    assertThat(network.supervisor().instances()).hasSize(3);
    network.clock().advance(Duration.ofDays(1));
    network.createBlocksUntil(20);
  }
}
