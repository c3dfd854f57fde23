package io.supervisor.server;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.InstanceId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.service.ServiceArtifact;
import io.supervisor.core.blockchain.Genesis;
import io.supervisor.core.explorer.ExplorerArtifact;
import io.supervisor.core.supervisor.SupervisorArtifact;
import io.supervisor.server.config.ConfigException;
import io.supervisor.server.config.PublicConfig;
import io.supervisor.server.config.ServicesFolder;
import io.supervisor.server.config.ServicesFolder.AtGenesis;
import io.supervisor.server.javaruntime.BadJarException;
import io.supervisor.server.javaruntime.BuiltInArtifactSource;
import io.supervisor.server.javaruntime.ServicesManifest;
import io.supervisor.wire.supervisor.Config;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * From configuration to genesis: public_config, the framework's services, and what the services
 * folder says (design.md section 5.5).
 */
public final class GenesisAssembly {
  private static final String MANIFEST = "services.txt";

  private static final InstanceSpec SUPERVISOR =
      new InstanceSpec(InstanceId.SUPERVISOR, "supervisor", SupervisorArtifact.ID);

  private GenesisAssembly() {}

  /**
   * Loads what ships with the node.
   *
   * @throws ConfigException if a JAR of the folder cannot be used
   */
  public static BuiltInArtifactSource artifacts(Optional<ServicesFolder> folder) {
    Map<ArtifactId, ServiceArtifact> own =
        Map.of(
            SupervisorArtifact.ID, new SupervisorArtifact(),
            ExplorerArtifact.ID, new ExplorerArtifact());
    try {
      return BuiltInArtifactSource.load(own, jars(folder));
    } catch (BadJarException e) {
      throw new ConfigException("services folder: " + e.getMessage(), e);
    }
  }

  /**
   * Compares them with those that a data folder was used with before, and remembers them.
   *
   * @throws ConfigException if a JAR is missing or has changed
   */
  public static void checkServices(Path database, BuiltInArtifactSource artifacts) {
    var problems = ServicesManifest.check(database.resolve(MANIFEST), artifacts.jarHashes());
    if (!problems.isEmpty()) {
      throw new ConfigException(String.join("\n", problems));
    }
  }

  /** As {@link #checkServices}, for an import, which finds out by itself whether they fit. */
  static void rememberServices(Path database, BuiltInArtifactSource artifacts) {
    ServicesManifest.replace(database.resolve(MANIFEST), artifacts.jarHashes());
  }

  private static List<Path> jars(Optional<ServicesFolder> folder) {
    return folder.stream()
        .flatMap(services -> services.services().stream())
        .map(ServicesFolder.Entry::jar)
        .distinct()
        .toList();
  }

  /** The first block of the network. */
  public static Genesis genesis(
      PublicConfig config, Optional<ServicesFolder> folder, BuiltInArtifactSource artifacts) {
    var mode = Config.newBuilder().setMode(config.general().mode()).build();
    var genesis =
        Genesis.builder(Canonical.fromWire(config.consensus()), config.general().rules())
            .instance(SUPERVISOR, mode.toByteArray())
            .instance(ExplorerArtifact.INSTANCE, new byte[0]);
    for (var service : folder.map(ServicesFolder::services).orElse(List.of())) {
      var artifact = artifacts.artifact(service.jar());
      switch (service.atGenesis()) {
        case AtGenesis.Available() -> {}
        case AtGenesis.Deployed() -> genesis.artifact(artifact, new byte[0]);
        case AtGenesis.Instance(var id, var name, var params) ->
            genesis.instance(new InstanceSpec(new InstanceId(id), name, artifact), params);
      }
    }
    return genesis.build();
  }
}
