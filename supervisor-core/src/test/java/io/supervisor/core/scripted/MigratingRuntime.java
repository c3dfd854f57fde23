package io.supervisor.core.scripted;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.CallException;
import io.supervisor.api.CoreError;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.Version;
import io.supervisor.api.service.DataMigrations;
import io.supervisor.core.runtime.MigrationPlan;
import io.supervisor.core.runtime.Runtime;
import io.supervisor.core.runtime.ServiceCode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A runtime around another one that has migration plans, by version of the target, and may not
 * support freezing.
 */
public final class MigratingRuntime implements Runtime {
  private final Runtime runtime;
  private final Map<String, MigrationPlan> plans = new HashMap<>();
  private boolean freezing = true;

  public MigratingRuntime(Runtime runtime) {
    this.runtime = runtime;
  }

  public void plan(String targetVersion, MigrationPlan plan) {
    plans.put(targetVersion, plan);
  }

  public void refuseFreezing() {
    freezing = false;
  }

  @Override
  public int id() {
    return runtime.id();
  }

  @Override
  public boolean supportsFreezing() {
    return freezing;
  }

  @Override
  public void deploy(ArtifactId artifact, byte[] spec) {
    runtime.deploy(artifact, spec);
  }

  @Override
  public boolean isDeployed(ArtifactId artifact) {
    return runtime.isDeployed(artifact);
  }

  @Override
  public void unload(ArtifactId artifact) {
    runtime.unload(artifact);
  }

  @Override
  public ServiceCode load(InstanceSpec instance) {
    return runtime.load(instance);
  }

  @Override
  public MigrationPlan planMigration(ArtifactId target, Version dataVersion) {
    var plan = plans.get(target.version().toString());
    if (plan == null) {
      throw CallException.core(CoreError.NO_MIGRATION, "no way from " + dataVersion);
    }
    return plan;
  }

  /** The tests say by themselves what scripts come to. */
  @Override
  public Optional<DataMigrations.Entry> nextScript(ArtifactId target, Version dataVersion) {
    throw new IllegalStateException("no script of " + target + " runs here");
  }
}
