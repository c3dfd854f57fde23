package io.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.ArtifactId;
import io.supervisor.core.blockchain.BlockExecutor;
import io.supervisor.core.runtime.Dispatcher;
import io.supervisor.core.runtime.ServiceRuntime;
import io.supervisor.server.config.NodeConfig;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class GenesisAssemblyTest {
  /** spec/vectors/node_genesis.json: first block of the network that the files are of. */
  private static final String STATE_HASH =
      "f848c89e910990a8f172542efdff7008616b750fcbab8eff90c8f156bfefe372";

  private static final String BLOCK_HASH =
      "7715ec51199b1238d6648a444de4382575b2f8e5a177bb1b0beb04ced237e874";

  @Test
  void filesOfTheOriginalGiveItsGenesis() {
    var config = NodeConfig.read(Originals.file("node.toml")).publicConfig();
    var builtIn = GenesisAssembly.artifacts(Optional.empty());
    var dispatcher =
        new Dispatcher(List.of(new ServiceRuntime(ArtifactId.RUNTIME_BUILT_IN, builtIn)));
    var block =
        new BlockExecutor(dispatcher)
            .genesis(GenesisAssembly.genesis(config, Optional.empty(), builtIn));
    assertThat(block.header().stateHash().toString()).isEqualTo(STATE_HASH);
    assertThat(block.hash().toString()).isEqualTo(BLOCK_HASH);
  }
}
