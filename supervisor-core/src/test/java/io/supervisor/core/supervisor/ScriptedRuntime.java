package io.supervisor.core.supervisor;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.CallException;
import io.supervisor.api.CoreError;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.Version;
import io.supervisor.api.service.DataMigrations;
import io.supervisor.api.service.ServiceArtifact;
import io.supervisor.core.replay.RefConfigArtifact;
import io.supervisor.core.runtime.ArtifactSource;
import io.supervisor.core.runtime.MigrationPlan;
import io.supervisor.core.runtime.Runtime;
import io.supervisor.core.runtime.ServiceCode;
import io.supervisor.core.runtime.ServiceRuntime;
import java.util.Optional;

/**
 * Runs the test service under any name and version. Its artifacts {@code old} have no scripts; for
 * others there is one to version 1.5.0, and one to 2.0.0.
 */
final class ScriptedRuntime implements Runtime {
  private final int id;
  private final boolean freezes;
  private final ServiceRuntime services;

  ScriptedRuntime(int id, boolean freezes) {
    this.id = id;
    this.freezes = freezes;
    this.services = new ServiceRuntime(id, new AnyArtifact());
  }

  private static final class AnyArtifact implements ArtifactSource {
    @Override
    public ServiceArtifact deploy(ArtifactId artifact, byte[] spec) {
      return new RefConfigArtifact();
    }

    @Override
    public void unload(ArtifactId artifact) {}
  }

  @Override
  public int id() {
    return id;
  }

  @Override
  public boolean supportsFreezing() {
    return freezes;
  }

  @Override
  public void deploy(ArtifactId artifact, byte[] spec) {
    services.deploy(artifact, spec);
  }

  @Override
  public boolean isDeployed(ArtifactId artifact) {
    return services.isDeployed(artifact);
  }

  @Override
  public void unload(ArtifactId artifact) {
    services.unload(artifact);
  }

  @Override
  public ServiceCode load(InstanceSpec instance) {
    return services.load(instance);
  }

  @Override
  public MigrationPlan planMigration(ArtifactId target, Version dataVersion) {
    if (target.name().equals("old")) {
      throw CallException.core(
          CoreError.NO_MIGRATION, "Data migrations are not supported by the artifact");
    }
    for (var end : new String[] {"1.5.0", "2.0.0"}) {
      var version = Version.parse(end);
      if (dataVersion.compareTo(version) < 0 && version.compareTo(target.version()) <= 0) {
        return new MigrationPlan.Script(version);
      }
    }
    return new MigrationPlan.FastForward();
  }

  /** The tests say by themselves what scripts come to. */
  @Override
  public Optional<DataMigrations.Entry> nextScript(ArtifactId target, Version dataVersion) {
    throw new IllegalStateException("no script of " + target + " runs here");
  }
}
