package io.supervisor.core.runtime;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.CallException;
import io.supervisor.api.CoreError;
import io.supervisor.api.Hash;
import io.supervisor.api.InstanceSpec;
import io.supervisor.core.merkledb.Fork;
import io.supervisor.core.rules.Rules;
import io.supervisor.core.runtime.BlockChanges.MigrationStep;
import java.util.Optional;

/** Migrations of the data of instances. Source: lifecycle.md sections 5, 6 and 6a. */
final class Migrations {
  private final Fork fork;
  private final DispatcherSchema schema;
  private final Instances instances;
  private final Rules rules;

  Migrations(Fork fork, DispatcherSchema schema, Instances instances, Rules rules) {
    this.fork = fork;
    this.schema = schema;
    this.instances = instances;
    this.rules = rules;
  }

  /** What checks of an initiation ask of the runtime of the target. */
  interface Planner {
    MigrationPlan plan(ArtifactId target, InstanceState instance);
  }

  MigrationPlan initiate(ArtifactId target, String name, Planner planner) {
    var instance = checkInitiation(target, name);
    var plan = planner.plan(target, instance);
    switch (plan) {
      case MigrationPlan.FastForward _ -> fastForward(instance, target);
      case MigrationPlan.Script(var endVersion) -> {
        var end = rules.migrationsReachTheirTarget() ? target.version() : endVersion;
        instances.putPending(
            instance,
            new InstanceStatus.Migrating(target, end, Optional.empty(), staysFrozen(instance)),
            MigrationStep.START);
        fork.migration(name).begin();
      }
    }
    return plan;
  }

  private boolean staysFrozen(InstanceState instance) {
    return rules.frozenStaysFrozen()
        && instance.status().orElse(null) instanceof InstanceStatus.Frozen;
  }

  private InstanceState checkInitiation(ArtifactId target, String name) {
    var instance =
        schema
            .instance(name)
            .orElseThrow(() ->
                CallException.core(
                    CoreError.INCORRECT_INSTANCE_ID,
                    "Cannot initiate migration for non-existing service `" + name + "`"));
    var described = Instances.describe(instance.spec());
    var halted =
        instance
            .status()
            .filter(s -> s instanceof InstanceStatus.Stopped || s instanceof InstanceStatus.Frozen)
            .isPresent();
    if (!halted) {
      throw CallException.core(
          CoreError.INVALID_SERVICE_TRANSITION,
          "Data migration cannot be initiated for service "
              + described
              + " because is not stopped or frozen");
    }
    if (instance.pendingStatus().isPresent()) {
      throw CallException.core(
          CoreError.SERVICE_PENDING,
          "Cannot initiate migration for service `"
              + name
              + "` because it has another state transition in progress ("
              + instance.pendingStatus().get().word()
              + ")");
    }
    checkTarget(target, instance, described);
    return instance;
  }

  private void checkTarget(ArtifactId target, InstanceState instance, String described) {
    var prefix = "The target artifact `" + target + "` for data migration of service " + described;
    var state = schema.artifacts().get(target);
    if (state.isEmpty()) {
      throw CallException.core(CoreError.UNKNOWN_ARTIFACT_ID, prefix + " is not deployed");
    }
    if (!state.get().isActive()) {
      throw CallException.core(CoreError.ARTIFACT_NOT_DEPLOYED, prefix + " is not active");
    }
    var current = instance.spec().artifact();
    var sameRuntime = target.runtimeId() == current.runtimeId();
    if (!target.isUpgradeOf(current) || rules.upgradesStayInTheirRuntime() && !sameRuntime) {
      throw CallException.core(
          CoreError.CANNOT_UPGRADE_SERVICE,
          prefix + " is not an upgrade of its current artifact `" + current + "`");
    }
  }

  /** At once; under the original's rules a frozen instance is stopped from now on. */
  private void fastForward(InstanceState instance, ArtifactId target) {
    var status = staysFrozen(instance) ? InstanceStatus.frozen() : InstanceStatus.stopped();
    instances.put(
        new InstanceState(
            withArtifact(instance, target),
            Optional.of(status),
            Optional.empty(),
            Optional.empty()),
        MigrationStep.NONE);
  }

  private static InstanceSpec withArtifact(InstanceState instance, ArtifactId artifact) {
    return new InstanceSpec(instance.spec().id(), instance.spec().name(), artifact);
  }

  /** What this node has of new data goes after the commit: its script may be writing. */
  void rollback(String name) {
    var instance = migrating("rollback", name, false);
    var migrating = (InstanceStatus.Migrating) instance.status().orElseThrow();
    instances.putPending(instance, migrating.after(), MigrationStep.ROLLBACK);
  }

  void commit(String name, Hash migratedHash) {
    var instance = migrating("commit", name, false);
    var migrating = (InstanceStatus.Migrating) instance.status().orElseThrow();
    instances.putPending(instance, migrating.completed(migratedHash), MigrationStep.COMMIT);
  }

  void flush(String name) {
    var instance = migrating("complete", name, true);
    var migrating = (InstanceStatus.Migrating) instance.status().orElseThrow();
    var migrated =
        rules.migrationsReachTheirTarget()
            ? instance.withArtifact(withArtifact(instance, migrating.target()))
            : instance.withDataVersion(migrating.endVersion());
    instances.putPending(migrated, migrating.after(), MigrationStep.NONE);
    fork.migration(name).flush();
  }

  /** The instance, if it has a migration that is completed, or one that is not. */
  private InstanceState migrating(String verb, String name, boolean completed) {
    var instance =
        schema
            .instance(name)
            .orElseThrow(() ->
                CallException.core(
                    CoreError.INCORRECT_INSTANCE_ID,
                    "Cannot " + verb + " migration for unknown service `" + name + "`"));
    var matches =
        instance.status().orElse(null) instanceof InstanceStatus.Migrating migrating
            && migrating.completedHash().isPresent() == completed;
    if (!matches) {
      throw CallException.core(
          CoreError.NO_MIGRATION,
          "Cannot "
              + verb
              + " migration for service "
              + Instances.describe(instance.spec())
              + " because it has no "
              + (completed ? "migration with committed outcome" : "ongoing migration"));
    }
    return instance;
  }
}
