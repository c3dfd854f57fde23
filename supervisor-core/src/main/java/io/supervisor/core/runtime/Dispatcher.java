package io.supervisor.core.runtime;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.CallException;
import io.supervisor.api.CoreError;
import io.supervisor.api.ErrorKind;
import io.supervisor.api.ExecutionError;
import io.supervisor.api.Hash;
import io.supervisor.api.meter.Meter;
import io.supervisor.api.storage.Access;
import io.supervisor.core.merkledb.Fork;
import io.supervisor.core.merkledb.Snapshot;
import io.supervisor.core.rules.Rules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Connects the state with the code that runs on it: which instances a state has, where their code
 * is, and what it may do. Blocks are executed through {@link #open}.
 *
 * <p>May be used by many threads, except for what {@link #open} returns. {@link #deploy} may take
 * long and is for a thread in the background.
 */
public final class Dispatcher {
  /** States whose services are kept loaded: the last one, and those that readers still look at. */
  private static final int STATES_MAX = 4;

  private final Runtimes runtimes;
  private final Map<Hash, LoadedServices> loaded = new LinkedHashMap<>();

  public Dispatcher(Collection<? extends Runtime> runtimes) {
    this.runtimes = new Runtimes(runtimes);
  }

  /**
   * Services of a state with their code.
   *
   * @throws MissingArtifactException if an artifact that they need is not deployed on this node
   */
  public LoadedServices services(Snapshot state) {
    var key = state.objectHash(DispatcherSchema.INSTANCES);
    if (key.isEmpty()) {
      return new LoadedServices(List.of());
    }
    synchronized (loaded) {
      var known = loaded.remove(key.get());
      var services = known == null ? load(state.access("")) : known;
      loaded.put(key.get(), services);
      if (loaded.size() > STATES_MAX) {
        loaded.remove(loaded.keySet().iterator().next());
      }
      return services;
    }
  }

  /** As {@link #services}, of any state, and forgotten again. */
  public LoadedServices load(Access core) {
    var services = new ArrayList<LoadedService>();
    for (var entry : new DispatcherSchema(core).instances().entries()) {
      var instance = entry.getValue();
      if (instance.isReadable() && instance.associatedArtifact().isPresent()) {
        services.add(load(instance));
      }
    }
    return new LoadedServices(services);
  }

  private LoadedService load(InstanceState instance) {
    var artifact = instance.spec().artifact();
    if (!isDeployed(artifact)) {
      throw new MissingArtifactException(artifact, instance.spec());
    }
    return new LoadedService(instance, code(instance));
  }

  /** Code that cannot be made any more fails each call by itself, not the node. */
  private ServiceCode code(InstanceState instance) {
    try (var _ = Meter.open(Rules.DEFAULT.callBudget())) {
      try {
        return runtimes.load(instance.spec());
      } catch (MissingArtifactException e) {
        throw e;
      } catch (VirtualMachineError e) {
        throw e; // chance: another start may have the room
      } catch (Throwable e) {
        return new BrokenCode(e.getClass().getName() + ": " + ErrorText.of(e));
      }
    }
  }

  /** Calls of a block, whose changes go into a fork; {@code services} as the block before left. */
  public BlockCalls open(Fork fork, ChainData chain, LoadedServices services) {
    return new BlockCalls(runtimes, fork, chain, services);
  }

  /**
   * Runs the hooks after a commit of all services, by id, and collects what the node has to do. A
   * hook that throws does nothing.
   *
   * @param state after the block, which is not genesis
   */
  public AfterCommit afterCommit(Snapshot state, CommittedChain chain, NodeIdentity node) {
    var actions = new ArrayList<CommitAction>();
    var failures = new ArrayList<AfterCommit.HookFailure>();
    for (var service : services(state).all()) {
      var own = new ArrayList<CommitAction>();
      try (var _ = Meter.open(Rules.DEFAULT.callBudget())) {
        try {
          service.code().afterCommit(new CommitFrame(service, state, chain, node, own));
          actions.addAll(own);
        } catch (Throwable thrown) {
          failures.add(new AfterCommit.HookFailure(service.spec(), ErrorText.copy(thrown)));
        }
      }
    }
    return new AfterCommit(actions, failures);
  }

  /**
   * Deploys an artifact on this node. Doing it again changes nothing.
   *
   * @return why it could not be done
   */
  public Optional<ExecutionError> deploy(ArtifactId artifact, byte[] spec) {
    var runtime = runtimes.find(artifact.runtimeId());
    if (runtime.isEmpty()) {
      return Optional.of(
          CallException.core(
                  CoreError.INCORRECT_RUNTIME,
                  "Cannot deploy an artifact `"
                      + artifact
                      + "` depending on the unknown runtime with ID "
                      + Integer.toUnsignedString(artifact.runtimeId()))
              .error());
    }
    try {
      runtime.get().deploy(artifact, spec);
      return Optional.empty();
    } catch (CallException e) {
      return Optional.of(withRuntime(e.error(), artifact.runtimeId()));
    } catch (Exception | LinkageError e) {
      var text = "Deployment of `" + artifact + "` failed: " + e;
      return Optional.of(
          withRuntime(ExecutionError.of(ErrorKind.UNEXPECTED, 0, text), artifact.runtimeId()));
    }
  }

  private static ExecutionError withRuntime(ExecutionError error, int runtimeId) {
    return error.runtimeId().isPresent()
        ? error
        : new ExecutionError(
            error.kind(),
            error.code(),
            error.description(),
            OptionalInt.of(runtimeId),
            error.callSite());
  }

  public boolean isDeployed(ArtifactId artifact) {
    return runtimes.find(artifact.runtimeId()).filter(r -> r.isDeployed(artifact)).isPresent();
  }

  /** The part of migrations that this node carries out by itself. */
  public LocalMigrations migrations() {
    return new LocalMigrations(runtimes);
  }

  /** Lets the code of an artifact go. */
  public void unload(ArtifactId artifact) {
    synchronized (loaded) {
      loaded.clear();
      runtimes.find(artifact.runtimeId()).ifPresent(runtime -> runtime.unload(artifact));
    }
  }

  /** All that has to be deployed to go on from a state: for the start of a node. */
  public List<CommitAction.RequireDeployed> registered(Snapshot state) {
    var required = new ArrayList<CommitAction.RequireDeployed>();
    for (var entry : new DispatcherSchema(state.access("")).artifacts().entries()) {
      required.add(new CommitAction.RequireDeployed(entry.getKey(), entry.getValue().deploySpec()));
    }
    return required;
  }
}
