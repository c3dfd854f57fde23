package io.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.supervisor.api.ArtifactId;
import io.supervisor.core.blockchain.BlockExecutor;
import io.supervisor.core.blockchain.Genesis;
import io.supervisor.core.middleware.MiddlewareArtifact;
import io.supervisor.core.runtime.Dispatcher;
import io.supervisor.core.runtime.ServiceRuntime;
import io.supervisor.server.config.ConfigException;
import io.supervisor.server.config.NodeConfig;
import io.supervisor.server.config.ServicesFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GenesisAssemblyTest {
  /**
   * Vectors, node_genesis.json (wire.md section 7): first block of the network that the files are
   * of.
   */
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

  private static Genesis genesis(Path folder, String services) throws IOException {
    Files.writeString(folder.resolve("services.toml"), services);
    var read = Optional.of(ServicesFolder.read(folder));
    var config = NodeConfig.read(Originals.file("node.toml")).publicConfig();
    return GenesisAssembly.genesis(config, read, GenesisAssembly.artifacts(read));
  }

  @Test
  void theFolderMayStartServicesOfTheFramework(@TempDir Path folder) throws IOException {
    var genesis =
        genesis(
            folder,
            """
            [[service]]
            artifact = "0:exonum-middleware-service:1.0.0"
            at_genesis = "instance"
            id = 1
            name = "middleware"
            [[service]]
            artifact = "0:exonum-time:1.0.0"
            """);
    assertThat(genesis.instances())
        .extracting(Genesis.Instance::spec)
        .contains(MiddlewareArtifact.INSTANCE)
        .hasSize(3);
    assertThat(genesis.artifacts()).hasSize(3);
  }

  @Test
  void whatIsNoPartOfTheFrameworkNeedsAFile(@TempDir Path folder) {
    assertThatThrownBy(() -> genesis(folder, "[[service]]\nartifact = \"0:exonum-time:2.0.0\""))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("0:exonum-time:2.0.0 is no part of the framework")
        .hasMessageContaining("0:exonum-time:1.0.0");
  }
}
