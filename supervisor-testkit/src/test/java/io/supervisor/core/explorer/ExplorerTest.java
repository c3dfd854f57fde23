package io.supervisor.core.explorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.supervisor.core.blockchain.GenesisException;
import io.supervisor.testkit.TestKeys;
import io.supervisor.testkit.TestNetwork;
import org.junit.jupiter.api.Test;

/** The explorer as clients and administrators meet it on the chain. */
final class ExplorerTest {
  @Test
  void aTransactionToItIsAdmittedAndFails() {
    var network = TestNetwork.builder().instance(ExplorerArtifact.INSTANCE, new byte[0]).build();
    var explorer = network.instance(ExplorerArtifact.INSTANCE.name());
    var transaction = explorer.transaction(TestKeys.named("anybody"), 0, new byte[0]);

    assertThat(network.submit(transaction)).isEmpty();
    assertThat(network.createBlock().result(transaction).code()).isEqualTo("common:0");
  }

  @Test
  void aChainHasOneAtMost() {
    var twice =
        TestNetwork.builder()
            .instance(ExplorerArtifact.INSTANCE, new byte[0])
            .instance(3, "explorer2", ExplorerArtifact.ID);
    assertThatThrownBy(twice::build)
        .isInstanceOf(GenesisException.class)
        .hasMessageContaining("service:0: Explorer service is already instantiated");
  }
}
