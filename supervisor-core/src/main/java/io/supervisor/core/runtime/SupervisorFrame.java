package io.supervisor.core.runtime;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.CallException;
import io.supervisor.api.CallSite;
import io.supervisor.api.Caller;
import io.supervisor.api.CommonError;
import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.CoreError;
import io.supervisor.api.Hash;
import io.supervisor.api.InstanceId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.core.rules.Rules;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Call to the supervisor, or of the blockchain itself in genesis. */
final class SupervisorFrame extends Frame implements SupervisorContext {
  SupervisorFrame(
      BlockCalls block,
      InstanceSpec instance,
      Caller caller,
      @Nullable Hash transactionHash,
      int depth) {
    super(block, instance, caller, transactionHash, depth);
  }

  @Override
  public Rules rules() {
    return block.chain().rules();
  }

  @Override
  public void setRules(Rules rules) {
    checkUsable();
    block.chain().setRules(rules);
  }

  @Override
  public ConsensusConfig consensusConfig() {
    checkUsable();
    return block.chain().consensusConfig();
  }

  @Override
  public void setConsensusConfig(ConsensusConfig config) {
    checkUsable();
    block.chain().setConsensusConfig(config);
  }

  @Override
  public Optional<ArtifactState> artifact(ArtifactId artifact) {
    checkUsable();
    return block.schema().artifacts().get(artifact);
  }

  @Override
  public Optional<InstanceState> state(String instanceName) {
    checkUsable();
    return block.schema().instance(instanceName);
  }

  @Override
  public InstanceId highestInstanceId() {
    checkUsable();
    var highest = InstanceId.SUPERVISOR;
    for (var entry : block.schema().instanceIds().entries()) {
      highest = new InstanceId(entry.getKey().intValue());
    }
    return highest;
  }

  @Override
  public boolean supportsFreezing(int runtimeId) {
    return block.runtimes().find(runtimeId).filter(Runtime::supportsFreezing).isPresent();
  }

  @Override
  public boolean isRuntimeKnown(int runtimeId) {
    return block.runtimes().find(runtimeId).isPresent();
  }

  @Override
  public void registerArtifact(ArtifactId artifact, byte[] deploySpec) {
    checkUsable();
    block.artifacts().add(artifact, deploySpec, ArtifactState.Status.DEPLOYING);
  }

  @Override
  public void checkUnload(ArtifactId artifact) {
    checkUsable();
    block.artifacts().checkUnload(artifact);
  }

  @Override
  public void unloadArtifact(ArtifactId artifact) {
    checkUsable();
    block.artifacts().unload(artifact);
  }

  @Override
  public void addInstance(InstanceSpec spec, byte[] params) {
    checkUsable();
    block.add(spec, params, inner(spec, asCaller()));
  }

  @Override
  public void stop(InstanceId instance) {
    checkUsable();
    block.instances().stop(instance);
  }

  @Override
  public void freeze(InstanceId instance) {
    checkUsable();
    var state = block.schema().instance(instance);
    if (state.isPresent()) {
      checkFreezing(state.get().spec().artifact().runtimeId());
    }
    block.instances().freeze(instance);
  }

  private void checkFreezing(int runtimeId) {
    if (!supportsFreezing(runtimeId)) {
      var name =
          switch (runtimeId) {
            case ArtifactId.RUNTIME_BUILT_IN -> "Rust runtime";
            case ArtifactId.RUNTIME_JAVA -> "Java runtime";
            default -> "Runtime with ID " + Integer.toUnsignedString(runtimeId);
          };
      throw CallException.common(
          CommonError.FEATURE_NOT_SUPPORTED, name + " does not support freezing services");
    }
  }

  @Override
  public void resume(InstanceId instance, byte[] params) {
    checkUsable();
    var spec = block.instances().resume(instance);
    var site = CallSite.of(CallSite.Type.RESUME, instance);
    var inner = inner(spec, asCaller());
    block.nested(inner, site, () -> block.load(spec).resume(inner, params));
  }

  @Override
  public MigrationPlan initiateMigration(ArtifactId target, String instanceName) {
    checkUsable();
    return block.migrations().initiate(target, instanceName, this::plan);
  }

  private MigrationPlan plan(ArtifactId target, InstanceState instance) {
    var runtime =
        block
            .runtimes()
            .find(target.runtimeId())
            .orElseThrow(() ->
                CallException.core(
                    CoreError.INCORRECT_RUNTIME,
                    "Cannot extract a migration script from artifact `"
                        + target
                        + "` which corresponds to unknown runtime with ID "
                        + Integer.toUnsignedString(target.runtimeId())));
    try {
      return block.plan(runtime, target, instance.dataVersion());
    } catch (CallException e) {
      throw CallException.core(CoreError.NO_MIGRATION, e.error().description());
    }
  }

  @Override
  public void rollbackMigration(String instanceName) {
    checkUsable();
    block.migrations().rollback(instanceName);
  }

  @Override
  public void commitMigration(String instanceName, Hash migratedHash) {
    checkUsable();
    block.migrations().commit(instanceName, migratedHash);
  }

  @Override
  public void flushMigration(String instanceName) {
    checkUsable();
    block.migrations().flush(instanceName);
  }
}
