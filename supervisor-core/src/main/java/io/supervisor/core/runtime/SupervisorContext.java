package io.supervisor.core.runtime;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.Hash;
import io.supervisor.api.InstanceId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.service.CallContext;
import io.supervisor.core.rules.Rules;
import java.util.Optional;

/**
 * What the supervisor alone may do: the call context of instance 0. Source: lifecycle.md sections 4
 * to 6.
 *
 * <p>An operation that throws {@link io.supervisor.api.CallException} has changed nothing, and the
 * caller may go on; only where code of the instance ran and failed ({@link #addInstance}, {@link
 * #resume}) has the call as a whole to fail, as after {@link CallContext#call}.
 */
public interface SupervisorContext extends FrameworkContext {
  /**
   * The privileged view of a context.
   *
   * @throws IllegalStateException unless it belongs to the supervisor; ends the call as unexpected
   */
  static SupervisorContext of(CallContext context) {
    if (context instanceof SupervisorContext privileged
        && context.instance().id().equals(InstanceId.SUPERVISOR)) {
      return privileged;
    }
    throw new IllegalStateException(
        "instance " + context.instance().id() + " is not the supervisor");
  }

  /** Rules in force in this block. */
  Rules rules();

  /** Changes the rules, from the next block on. */
  void setRules(Rules rules);

  /** Consensus configuration as this block has it so far. */
  ConsensusConfig consensusConfig();

  /** Replaces the consensus configuration, from the next block on. */
  void setConsensusConfig(ConsensusConfig config);

  Optional<ArtifactState> artifact(ArtifactId artifact);

  Optional<InstanceState> state(String instanceName);

  /** Highest id of all instances that ever were, unsigned. Genesis has at least one. */
  InstanceId highestInstanceId();

  /** Whether the nodes have this runtime. */
  boolean isRuntimeKnown(int runtimeId);

  /** Whether they have it, and its instances can be frozen. */
  boolean supportsFreezing(int runtimeId);

  /**
   * Makes an artifact known; active from the next block on. Each node has to deploy it once this
   * block is committed.
   *
   * @throws IllegalStateException if it is known already, in any state: ends the call as unexpected
   */
  void registerArtifact(ArtifactId artifact, byte[] deploySpec);

  /** Throws {@code core:3} or {@code core:15} if {@link #unloadArtifact} would, changes nothing. */
  void checkUnload(ArtifactId artifact);

  void unloadArtifact(ArtifactId artifact);

  /** Runs the constructor; the instance is active from the next block on. */
  void addInstance(InstanceSpec instance, byte[] params);

  void stop(InstanceId instance);

  void freeze(InstanceId instance);

  /** Runs the resume hook; the instance is active from the next block on. */
  void resume(InstanceId instance, byte[] params);

  /**
   * Begins the migration of an instance, or carries it out at once if the data fit as they are.
   *
   * @throws io.supervisor.api.CallException with the texts of lifecycle.md section 6a
   */
  MigrationPlan initiateMigration(ArtifactId target, String instanceName);

  void rollbackMigration(String instanceName);

  void commitMigration(String instanceName, Hash migratedHash);

  /**
   * Puts migrated data into the place of the old ones, a block after the commit at the earliest.
   */
  void flushMigration(String instanceName);
}
