package io.supervisor.core.runtime;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.CallException;
import io.supervisor.api.CallSite;
import io.supervisor.api.Caller;
import io.supervisor.api.CoreError;
import io.supervisor.api.ErrorKind;
import io.supervisor.api.ExecutionError;
import io.supervisor.api.Hash;
import io.supervisor.api.InstanceId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.Version;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.api.meter.Budget;
import io.supervisor.api.meter.Meter;
import io.supervisor.api.storage.Access;
import io.supervisor.core.merkledb.Fork;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All calls of one block, each isolated: whatever a service throws, its writes are undone and the
 * block goes on. For one thread. Source: lifecycle.md sections 3 and 8.
 */
public final class BlockCalls {
  private static final Caller BLOCKCHAIN = new Caller.Blockchain();

  private final Runtimes runtimes;
  private final Fork fork;
  private final ChainData chain;
  private final LoadedServices services;
  private final DispatcherSchema schema;
  private final Artifacts artifacts;
  private final Instances instances;
  private final Migrations migrations;
  private final ErrorTrace trace = new ErrorTrace();
  private final Map<String, Access> data = new HashMap<>();
  private boolean spoiled;
  private @Nullable MissingArtifactException missing;

  BlockCalls(Runtimes runtimes, Fork fork, ChainData chain, LoadedServices services) {
    this.runtimes = runtimes;
    this.fork = fork;
    this.chain = chain;
    this.services = services;
    this.schema = new DispatcherSchema(fork.access(""));
    this.artifacts = new Artifacts(schema);
    this.instances = new Instances(schema);
    this.migrations = new Migrations(fork, schema, instances, chain.rules());
  }

  /**
   * Whether a call ran out of stack or memory. Where that strikes is chance, so that what the fork
   * keeps of this call, and even whether it is sound, cannot be known: the block has to be executed
   * anew, without this call.
   */
  public boolean isSpoiled() {
    return spoiled;
  }

  /** Services that this block runs with: those that the block before left. */
  public LoadedServices services() {
    return services;
  }

  public Optional<Failure> transaction(VerifiedTransaction transaction) {
    var service = services.active(transaction.instance());
    if (service.isEmpty()) {
      return Optional.of(new Failure(noSuchService().error(), List.of()));
    }
    var method = transaction.method();
    return isolated(
        service.get(),
        new Caller.Transaction(transaction.author()),
        transaction.hash(),
        CallSite.method(transaction.instance(), "", method),
        frame -> service.get().code().call(frame, "", method, transaction.arguments()));
  }

  public Optional<Failure> beforeTransactions(LoadedService service) {
    return isolated(
        service,
        BLOCKCHAIN,
        null,
        CallSite.of(CallSite.Type.BEFORE_TRANSACTIONS, service.id()),
        service.code()::beforeTransactions);
  }

  public Optional<Failure> afterTransactions(LoadedService service) {
    return isolated(
        service,
        BLOCKCHAIN,
        null,
        CallSite.of(CallSite.Type.AFTER_TRANSACTIONS, service.id()),
        service.code()::afterTransactions);
  }

  /** Genesis only: adds an artifact that is deployed. */
  public void addArtifact(ArtifactId artifact, byte[] deploySpec) {
    artifacts.add(artifact, deploySpec, ArtifactState.Status.ACTIVE);
  }

  /** Genesis only: adds an instance on behalf of the blockchain. */
  public Optional<Failure> addInstance(InstanceSpec spec, byte[] params) {
    fork.savepoint();
    var frame = frame(spec, BLOCKCHAIN, null, 0);
    return settleCall(
        () -> add(spec, params, frame),
        frame,
        spec.artifact().runtimeId(),
        CallSite.of(CallSite.Type.CONSTRUCTOR, spec.id()));
  }

  /** End of the block: pending statuses take effect. */
  public BlockChanges settle() {
    return new BlockChanges(artifacts.settle(), instances.settle());
  }

  private Optional<Failure> isolated(
      LoadedService service,
      Caller caller,
      @Nullable Hash transactionHash,
      CallSite site,
      Consumer<Frame> call) {
    fork.savepoint();
    var frame = frame(service.spec(), caller, transactionHash, 0);
    return settleCall(() -> call.accept(frame), frame, service.spec().artifact().runtimeId(), site);
  }

  /**
   * Runs an outermost call, then keeps or undoes what it wrote. Whatever is thrown comes from the
   * service, or is caused by it, except that code which the chain has may be missing on this node.
   */
  private Optional<Failure> settleCall(Runnable call, Frame frame, int runtimeId, CallSite site) {
    Failure failure = null;
    var budget = frame instanceof SupervisorFrame ? Budget.UNLIMITED : chain.rules().callBudget();
    try (var meter = Meter.open(budget)) {
      try {
        call.run();
        checkNotExhausted(meter);
        if (mustRollBack()) {
          throw CallException.core(
              CoreError.INCORRECT_CALL,
              "Incorrect call handler: an inner call has returned an error, but it was not"
                  + " propagated.");
        }
      } catch (Throwable thrown) {
        note(thrown);
        failure = trace.failure(thrown, runtimeId, site); // may run code of the service: in budget
      }
    } finally {
      frame.end();
    }
    if (missing != null) {
      throw missing;
    }
    if (spoiled) {
      return Optional.of(exhausted(runtimeId, site));
    }
    if (failure == null) {
      fork.release();
    } else {
      fork.rollback();
      chain.onRollback();
    }
    return Optional.ofNullable(failure);
  }

  /** Whatever a call made of it, one whose budget is exhausted has failed. */
  private static void checkNotExhausted(Meter.Scope meter) {
    var exhausted = meter.meter().exhausted();
    if (exhausted != null) {
      throw exhausted;
    }
  }

  private void note(Throwable thrown) {
    spoiled |= thrown instanceof VirtualMachineError;
  }

  /** The same on all nodes, whichever call within the outermost one it was that was struck. */
  private static Failure exhausted(int runtimeId, CallSite site) {
    var error = ExecutionError.of(ErrorKind.UNEXPECTED, 0, "the call ran out of stack or memory");
    return new Failure(error.in(runtimeId, site), List.of());
  }

  /**
   * Runs an inner call, which draws on the budget of the outermost one, unless that is the
   * framework's. If it fails, the outermost call has to fail.
   */
  void nested(Frame inner, CallSite site, Runnable call) {
    try (var meter = Meter.open(chain.rules().callBudget())) {
      try {
        call.run();
        checkNotExhausted(meter);
      } catch (Throwable thrown) {
        note(thrown);
        fork.poison();
        throw new CallException(
            trace.leaving(thrown, inner.instance().artifact().runtimeId(), site));
      }
    } finally {
      inner.end();
    }
  }

  /** Code of an instance that is not active; that it is not here is no failure of a call. */
  ServiceCode load(InstanceSpec spec) {
    try {
      return runtimes.load(spec);
    } catch (MissingArtifactException e) {
      missing = e;
      throw e;
    }
  }

  /** What brings data to an artifact; that it is not here is no failure of a call. */
  MigrationPlan plan(Runtime runtime, ArtifactId target, Version dataVersion) {
    try {
      return runtime.planMigration(target, dataVersion);
    } catch (MissingArtifactException e) {
      missing = e;
      throw e;
    }
  }

  /** Adds an instance: what genesis and the supervisor have in common. */
  void add(InstanceSpec spec, byte[] params, Frame constructor) {
    if (runtimes.find(spec.artifact().runtimeId()).isEmpty()) {
      throw CallException.core(
          CoreError.INCORRECT_RUNTIME, "Runtime identifier is incorrect in this context.");
    }
    // Whether code that is not registered can be loaded differs from node to node.
    instances.checkArtifact(spec);
    if (chain.rules().instancesAreCheckedBeforeConstruction()) {
      instances.checkAdd(spec);
    }
    nested(
        constructor,
        CallSite.of(CallSite.Type.CONSTRUCTOR, spec.id()),
        () -> load(spec).initialize(constructor, params));
    try {
      instances.add(spec);
    } catch (CallException e) {
      fork.poison();
      throw e;
    }
  }

  Frame frame(InstanceSpec spec, Caller caller, @Nullable Hash transactionHash, int depth) {
    return spec.id().equals(InstanceId.SUPERVISOR)
        ? new SupervisorFrame(this, spec, caller, transactionHash, depth)
        : new Frame(this, spec, caller, transactionHash, depth);
  }

  static CallException noSuchService() {
    return CallException.core(
        CoreError.INCORRECT_INSTANCE_ID,
        "Suitable runtime for the given service instance ID is not found.");
  }

  boolean mustRollBack() {
    return fork.isPoisoned();
  }

  /** Way to the indexes of an instance, kept for the rest of the block. */
  Access data(InstanceSpec spec) {
    return data.computeIfAbsent(spec.name(), name -> fork.access(name + "."));
  }

  Access readOnlyData(String instanceName) {
    return fork.readOnly(instanceName + ".");
  }

  ChainData chain() {
    return chain;
  }

  DispatcherSchema schema() {
    return schema;
  }

  Runtimes runtimes() {
    return runtimes;
  }

  Artifacts artifacts() {
    return artifacts;
  }

  Instances instances() {
    return instances;
  }

  Migrations migrations() {
    return migrations;
  }
}
