package io.supervisor.server;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.InstanceId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.service.ServiceArtifact;
import io.supervisor.core.blockchain.Genesis;
import io.supervisor.core.explorer.ExplorerArtifact;
import io.supervisor.core.middleware.MiddlewareArtifact;
import io.supervisor.core.supervisor.SupervisorArtifact;
import io.supervisor.core.time.TimeOracleArtifact;
import io.supervisor.server.config.ConfigException;
import io.supervisor.server.config.PublicConfig;
import io.supervisor.server.config.ServicesFolder;
import io.supervisor.server.config.ServicesFolder.AtGenesis;
import io.supervisor.server.config.ServicesFolder.Code;
import io.supervisor.server.javaruntime.BadJarException;
import io.supervisor.server.javaruntime.BuiltInArtifactSource;
import io.supervisor.server.javaruntime.ServicesManifest;
import io.supervisor.wire.supervisor.Config;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * From configuration to genesis: public_config, the framework's services, and what the services
 * folder says (node.md section 2).
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
    var own = framework();
    for (var service : services(folder)) {
      if (service.code() instanceof Code.Framework(var artifact) && !own.containsKey(artifact)) {
        throw new ConfigException(
            String.format(
                Locale.ROOT,
                "services folder: artifact %s is no part of the framework, which has %s; want jar = its file",
                artifact,
                names(own.keySet())));
      }
    }
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

  private static Map<ArtifactId, ServiceArtifact> framework() {
    return Map.of(
        SupervisorArtifact.ID, new SupervisorArtifact(),
        ExplorerArtifact.ID, new ExplorerArtifact(),
        TimeOracleArtifact.ID, new TimeOracleArtifact(Instant::now),
        MiddlewareArtifact.ID, new MiddlewareArtifact());
  }

  private static String names(Set<ArtifactId> artifacts) {
    return artifacts.stream().map(ArtifactId::toString).sorted().collect(Collectors.joining(", "));
  }

  private static List<ServicesFolder.Entry> services(Optional<ServicesFolder> folder) {
    return folder.map(ServicesFolder::services).orElse(List.of());
  }

  private static List<Path> jars(Optional<ServicesFolder> folder) {
    return services(folder).stream()
        .flatMap(service ->
            service.code() instanceof Code.Jar(var file) ? Stream.of(file) : Stream.empty())
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
    for (var service : services(folder)) {
      var artifact =
          switch (service.code()) {
            case Code.Jar(var file) -> artifacts.artifact(file);
            case Code.Framework(var id) -> id;
          };
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
