package io.supervisor.core.runtime;

import io.supervisor.api.CallException;
import io.supervisor.api.CoreError;
import io.supervisor.api.InstanceId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.core.runtime.BlockChanges.InstanceChange;
import io.supervisor.core.runtime.BlockChanges.MigrationStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * States of instances: added, stopped, frozen, resumed. Each transition leaves a pending status,
 * which {@link #settle} makes the status at the end of the block. Source: lifecycle.md section 5.
 */
final class Instances {
  private final DispatcherSchema schema;

  Instances(DispatcherSchema schema) {
    this.schema = schema;
  }

  /** As instances stand in texts: {@code `101:cryptocurrency`}. */
  static String describe(InstanceSpec spec) {
    return "`" + spec.id() + ":" + spec.name() + "`";
  }

  /** Throws {@code core:3}, {@code core:4} or {@code core:5} if {@link #add} would. */
  void checkAdd(InstanceSpec spec) {
    checkArtifact(spec);
    if (schema.instances().contains(spec.name())) {
      throw CallException.core(
          CoreError.SERVICE_NAME_EXISTS, "Service with name `" + spec.name() + "` already exists");
    }
    if (schema.instanceIds().contains(spec.id().toLong())) {
      throw CallException.core(
          CoreError.SERVICE_ID_EXISTS, "Service with numeric ID " + spec.id() + " already exists");
    }
  }

  /** Throws {@code core:3} unless the instance's artifact is active. */
  void checkArtifact(InstanceSpec spec) {
    var artifact = schema.artifacts().get(spec.artifact());
    if (artifact.isEmpty()) {
      throw CallException.core(
          CoreError.ARTIFACT_NOT_DEPLOYED,
          "Cannot instantiate service "
              + describe(spec)
              + " from unknown artifact `"
              + spec.artifact()
              + "`");
    }
    if (!artifact.get().isActive()) {
      throw CallException.core(
          CoreError.ARTIFACT_NOT_DEPLOYED,
          "Cannot instantiate service "
              + describe(spec)
              + " from non-active artifact `"
              + spec.artifact()
              + "` (artifact status: "
              + artifact.get().status().word()
              + ")");
    }
  }

  void add(InstanceSpec spec) {
    checkAdd(spec);
    schema.instanceIds().put(spec.id().toLong(), spec.name());
    var added = new InstanceState(spec, Optional.empty(), Optional.empty(), Optional.empty());
    putPending(added, InstanceStatus.active(), MigrationStep.NONE);
  }

  void stop(InstanceId id) {
    var state = existing("stop", id);
    var stoppable =
        state
            .status()
            .filter(s -> s instanceof InstanceStatus.Active || s instanceof InstanceStatus.Frozen)
            .isPresent();
    checkTransition("stop", state, stoppable);
    putPending(state, InstanceStatus.stopped(), MigrationStep.NONE);
  }

  void freeze(InstanceId id) {
    var state = existing("freeze", id);
    checkTransition("freeze", state, state.isActive());
    putPending(state, InstanceStatus.frozen(), MigrationStep.NONE);
  }

  /** Returns the instance; its resume hook has not run. */
  InstanceSpec resume(InstanceId id) {
    var state = existing("resume", id);
    if (state.explicitDataVersion().isPresent()) {
      throw CallException.core(
          CoreError.CANNOT_RESUME_SERVICE,
          "Service `"
              + state.spec().name()
              + "` has data version ("
              + state.dataVersion()
              + ") differing from its artifact version (`"
              + state.spec().artifact()
              + "`) and thus cannot be resumed. Use a fast-forward migration to associate it with"
              + " an artifact of its data version");
    }
    var resumable =
        state
            .status()
            .filter(s -> s instanceof InstanceStatus.Stopped || s instanceof InstanceStatus.Frozen)
            .isPresent();
    checkTransition("resume", state, resumable);
    putPending(state, InstanceStatus.active(), MigrationStep.NONE);
    return state.spec();
  }

  private InstanceState existing(String verb, InstanceId id) {
    return schema
        .instance(id)
        .orElseThrow(() ->
            CallException.core(
                CoreError.INCORRECT_INSTANCE_ID,
                "Cannot " + verb + " unknown service with ID " + id));
  }

  private static void checkTransition(String verb, InstanceState state, boolean allowed) {
    if (!allowed) {
      throw CallException.core(
          CoreError.INVALID_SERVICE_TRANSITION,
          "Cannot "
              + verb
              + " service "
              + describe(state.spec())
              + " because the transition is precluded by the current service status ("
              + state.statusWord()
              + ")");
    }
  }

  /** Throws {@code core:9} if another change is pending. */
  void putPending(InstanceState state, InstanceStatus pending, MigrationStep step) {
    if (state.pendingStatus().isPresent()) {
      throw CallException.core(
          CoreError.SERVICE_PENDING,
          "Service instance "
              + describe(state.spec())
              + " is already transitioning to a new status");
    }
    put(state.withPending(pending), step);
  }

  void put(InstanceState state, MigrationStep step) {
    schema.instances().put(state.spec().name(), state);
    schema.pendingInstances().put(state.spec().name(), (long) step.ordinal());
  }

  /** End of the block: pending statuses take effect. */
  List<InstanceChange> settle() {
    var instances = schema.instances();
    var changes = new ArrayList<InstanceChange>();
    for (var entry : schema.pendingInstances().entries()) {
      var state = instances.get(entry.getKey()).orElseThrow().settled();
      var step = MigrationStep.values()[entry.getValue().intValue()];
      changes.add(new InstanceChange(state, step));
    }
    for (var change : changes) {
      instances.put(change.state().spec().name(), change.state());
    }
    if (!changes.isEmpty()) {
      schema.pendingInstances().clear();
    }
    return changes;
  }
}
