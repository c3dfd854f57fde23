package io.supervisor.server.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.service.ServiceArtifact;
import io.supervisor.core.blockchain.BlockExecutor;
import io.supervisor.core.blockchain.Genesis;
import io.supervisor.core.runtime.Dispatcher;
import io.supervisor.core.runtime.ServiceRuntime;
import io.supervisor.examples.timestamping.TimestampingArtifact;
import io.supervisor.server.GenesisAssembly;
import io.supervisor.server.Originals;
import io.supervisor.server.config.NodeConfig;
import io.supervisor.server.config.ServicesFolder;
import io.supervisor.server.javaruntime.ExampleJars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The services folders of the installation stand in for the demo binaries: examples.md section 1.
 */
final class ShippedServicesTest {
  private static final String SUPERVISOR = "0:exonum-supervisor:1.0.0";
  private static final String EXPLORER = "0:exonum-explorer-service:1.0.0";
  private static final String PLAIN = "0:exonum-cryptocurrency:0.1.0";
  private static final String ADVANCED = "0:exonum-cryptocurrency:0.2.0";
  private static final String TIME = "0:exonum-time:1.0.0";
  private static final String TIMESTAMPING = "0:exonum-timestamping:1.0.0";

  @TempDir Path installation;

  /** As the build lays them out: examples and services side by side. */
  @BeforeEach
  void install() throws IOException {
    var examples = Files.createDirectory(installation.resolve("examples"));
    pack(
        examples,
        io.supervisor.examples.cryptocurrency.plain.CryptocurrencyArtifact.class,
        "cryptocurrency",
        "0.1.0");
    pack(
        examples,
        io.supervisor.examples.cryptocurrency.CryptocurrencyArtifact.class,
        "cryptocurrency",
        "0.2.0");
    pack(examples, TimestampingArtifact.class, "timestamping", "1.0.0");
  }

  private static void pack(
      Path folder, Class<? extends ServiceArtifact> entry, String name, String version)
      throws IOException {
    Files.write(
        folder.resolve(name + "-" + version + ".jar"),
        ExampleJars.of(entry, "exonum-" + name, version));
  }

  private record Network(Genesis genesis, ServiceRuntime runtime) {
    List<String> artifacts() {
      return genesis.artifacts().stream().map(artifact -> artifact.id().toString()).toList();
    }

    List<String> instances() {
      return genesis.instances().stream()
          .map(Genesis.Instance::spec)
          .map(spec -> spec.id() + " " + spec.name() + " " + spec.artifact())
          .toList();
    }
  }

  /** Executes the first block as well. */
  private Network network(String name) throws IOException {
    var source = Path.of("..", "deploy", "services", name, "services.toml");
    var folder = Files.createDirectories(installation.resolve("services").resolve(name));
    Files.copy(source, folder.resolve("services.toml"));
    var services = Optional.of(ServicesFolder.read(folder));
    var builtIn = GenesisAssembly.artifacts(services);
    var config = NodeConfig.read(Originals.file("node.toml")).publicConfig();
    var genesis = GenesisAssembly.genesis(config, services, builtIn);
    var runtime = new ServiceRuntime(ArtifactId.RUNTIME_BUILT_IN, builtIn);
    new BlockExecutor(new Dispatcher(List.of(runtime))).genesis(genesis);
    return new Network(genesis, runtime);
  }

  @Test
  void cryptocurrencyAdvancedRunsVersion2() throws IOException {
    var network = network("cryptocurrency-advanced");
    assertThat(network.artifacts()).containsExactly(SUPERVISOR, EXPLORER, ADVANCED);
    assertThat(network.instances())
        .containsExactly(
            "0 supervisor " + SUPERVISOR, "2 explorer " + EXPLORER, "3 crypto " + ADVANCED);
  }

  @Test
  void cryptocurrencyMigrationRunsVersion1AndHasVersion2Ready() throws IOException {
    var network = network("cryptocurrency-migration");
    assertThat(network.artifacts()).containsExactly(SUPERVISOR, EXPLORER, PLAIN);
    assertThat(network.instances())
        .containsExactly(
            "0 supervisor " + SUPERVISOR, "2 explorer " + EXPLORER, "101 cryptocurrency " + PLAIN);
    network.runtime().deploy(ArtifactId.parse(ADVANCED), new byte[0]);
    assertThat(network.runtime().isDeployed(ArtifactId.parse(ADVANCED))).isTrue();
  }

  @Test
  void timestampingHasBothArtifactsAndNoInstance() throws IOException {
    var network = network("timestamping");
    assertThat(network.artifacts())
        .containsExactlyInAnyOrder(SUPERVISOR, EXPLORER, TIME, TIMESTAMPING);
    assertThat(network.instances())
        .containsExactly("0 supervisor " + SUPERVISOR, "2 explorer " + EXPLORER);
  }

  @Test
  void theFrameworksServicesAreAvailableEverywhere() throws IOException {
    var network = network("cryptocurrency-advanced");
    for (var name : List.of(TIME, "0:exonum-middleware-service:1.0.0")) {
      network.runtime().deploy(ArtifactId.parse(name), new byte[0]);
      assertThat(network.runtime().isDeployed(ArtifactId.parse(name))).isTrue();
    }
  }
}
