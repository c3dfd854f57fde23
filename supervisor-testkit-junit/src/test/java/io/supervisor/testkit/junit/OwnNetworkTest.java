package io.supervisor.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.testkit.TestNetwork;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A network in a field of the instance: each test has its own. */
class OwnNetworkTest {
  @RegisterExtension
  final TestNetworkExtension network = TestNetworkExtension.of(TestNetwork.builder().validators(1));

  @BeforeEach
  void isThereBefore(TestNetwork given) {
    assertThat(given.height().value()).isZero();
    given.createBlock();
  }

  @RepeatedTest(2)
  void isThereAlone(TestNetwork given) {
    assertThat(given).isSameAs(network.network());
    assertThat(given.height().value()).isEqualTo(1);
    given.createBlocksUntil(3);
  }
}
