package io.supervisor.core.runtime;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.CallException;
import io.supervisor.api.CoreError;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.Version;
import io.supervisor.api.service.DataMigrations;
import io.supervisor.api.service.ServiceArtifact;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Runs {@link io.supervisor.api.service.Service} objects: runtime 0 with what ships with the node,
 * runtime 1 with what administrators bring. They differ in where code comes from.
 */
public final class ServiceRuntime implements Runtime {
  private final int id;
  private final ArtifactSource source;
  private final Map<ArtifactId, Deployed> deployed = new ConcurrentHashMap<>();
  private final Object deploying = new Object();

  /** Code with the specification that it was deployed by, and its scripts. */
  private record Deployed(byte[] spec, ServiceArtifact code, DataMigrations migrations) {}

  public ServiceRuntime(int id, ArtifactSource source) {
    this.id = id;
    this.source = source;
  }

  @Override
  public int id() {
    return id;
  }

  /**
   * One deployment at a time; while it lasts, whatever is deployed goes on running. Code that was
   * deployed by another specification is replaced: that request came to nothing, or the chain would
   * refuse this one.
   */
  @Override
  public void deploy(ArtifactId artifact, byte[] spec) {
    synchronized (deploying) {
      var present = deployed.get(artifact);
      if (present != null && Arrays.equals(present.spec(), spec)) {
        return;
      }
      unload(artifact);
      var code = source.deploy(artifact, spec);
      deployed.put(artifact, new Deployed(spec.clone(), code, migrations(artifact, code)));
    }
  }

  /** Asked of the code here, so that what it throws fails the deployment, and nothing later. */
  private DataMigrations migrations(ArtifactId artifact, ServiceArtifact code) {
    try {
      var migrations = code.migrations();
      for (var entry : migrations.entries()) {
        if (entry.endVersion().compareTo(artifact.version()) > 0) {
          throw new IllegalArgumentException(
              "a script ends with version " + entry.endVersion() + ", which is later than its own");
        }
      }
      return migrations;
    } catch (RuntimeException | LinkageError e) {
      source.unload(artifact);
      throw e;
    }
  }

  @Override
  public boolean isDeployed(ArtifactId artifact) {
    return deployed.containsKey(artifact);
  }

  @Override
  public void unload(ArtifactId artifact) {
    synchronized (deploying) {
      if (deployed.remove(artifact) != null) {
        source.unload(artifact);
      }
    }
  }

  /** What a deployed artifact offers besides code, such as its protobuf files. */
  public Optional<ServiceArtifact> artifact(ArtifactId artifact) {
    return Optional.ofNullable(deployed.get(artifact)).map(Deployed::code);
  }

  @Override
  public ServiceCode load(InstanceSpec instance) {
    var artifact = deployed.get(instance.artifact());
    if (artifact == null) {
      throw new MissingArtifactException(instance.artifact(), instance);
    }
    return new ServiceObject(artifact.code().create(instance));
  }

  @Override
  public MigrationPlan planMigration(ArtifactId target, Version dataVersion) {
    return nextScript(target, dataVersion)
        .<MigrationPlan>map(entry -> new MigrationPlan.Script(entry.endVersion()))
        .orElseGet(MigrationPlan.FastForward::new);
  }

  @Override
  public Optional<DataMigrations.Entry> nextScript(ArtifactId target, Version dataVersion) {
    var artifact = deployed.get(target);
    if (artifact == null) {
      throw new MissingArtifactException(target);
    }
    try {
      return artifact.migrations().select(dataVersion, target.version()).stream().findFirst();
    } catch (DataMigrations.UnsupportedVersionException e) {
      throw CallException.core(CoreError.NO_MIGRATION, String.valueOf(e.getMessage()));
    }
  }
}
