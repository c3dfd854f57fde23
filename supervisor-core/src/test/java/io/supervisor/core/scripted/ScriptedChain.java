package io.supervisor.core.scripted;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.ExecutionError;
import io.supervisor.api.Height;
import io.supervisor.api.InstanceId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.ValidatorId;
import io.supervisor.api.ValidatorKeys;
import io.supervisor.api.Version;
import io.supervisor.api.crypto.KeyPair;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.api.service.CallContext;
import io.supervisor.core.blockchain.BlockContents;
import io.supervisor.core.blockchain.BlockExecutor;
import io.supervisor.core.blockchain.CallError;
import io.supervisor.core.blockchain.CoreSchema;
import io.supervisor.core.blockchain.ExecutedBlock;
import io.supervisor.core.blockchain.Genesis;
import io.supervisor.core.merkledb.MemoryStore;
import io.supervisor.core.merkledb.Snapshot;
import io.supervisor.core.rules.Rules;
import io.supervisor.core.runtime.BuiltInArtifacts;
import io.supervisor.core.runtime.CommitAction;
import io.supervisor.core.runtime.Dispatcher;
import io.supervisor.core.runtime.DispatcherSchema;
import io.supervisor.core.runtime.InstanceState;
import io.supervisor.core.runtime.ServiceRuntime;
import io.supervisor.core.runtime.SupervisorContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A chain of one validator whose instance 0 does whatever a test wants done by the supervisor.
 * Instances 0 {@code supervisor} and 1 {@code one} are there from genesis on; both run {@link
 * #script()}.
 */
public final class ScriptedChain {
  public static final ArtifactId SUPERVISOR = artifact("supervisor", "1.0.0");
  public static final ArtifactId SERVICE = artifact("service", "1.0.0");
  public static final ArtifactId UPGRADE = artifact("service", "2.0.0");
  public static final InstanceSpec ONE = instance(1, "one");

  private final Script script = new Script();
  private final MigratingRuntime runtime =
      new MigratingRuntime(
          new ServiceRuntime(
              ArtifactId.RUNTIME_BUILT_IN,
              new BuiltInArtifacts(Map.of(SUPERVISOR, script, SERVICE, script, UPGRADE, script))));
  private final Dispatcher dispatcher = new Dispatcher(List.of(runtime));
  private final BlockExecutor executor = new BlockExecutor(dispatcher);
  private final MemoryStore store = new MemoryStore();
  private final KeyPair keys = keyPair(1);
  private final ConsensusConfig config =
      ConsensusConfig.of(List.of(new ValidatorKeys(keyPair(2).publicKey(), keys.publicKey())));
  private final List<ExecutedBlock> blocks = new ArrayList<>();
  private final List<List<VerifiedTransaction>> transactions = new ArrayList<>();
  private long seed;

  public static ArtifactId artifact(String name, String version) {
    return new ArtifactId(ArtifactId.RUNTIME_BUILT_IN, name, Version.parse(version));
  }

  /** An instance of {@link #SERVICE}. */
  public static InstanceSpec instance(int id, String name) {
    return new InstanceSpec(new InstanceId(id), name, SERVICE);
  }

  public static KeyPair keyPair(int number) {
    var seed = new byte[KeyPair.SEED_SIZE];
    Arrays.fill(seed, (byte) number);
    return KeyPair.fromSeed(seed);
  }

  /** Makes genesis under the rules of the original. */
  public ScriptedChain start() {
    return start(genesis(Rules.ORIGINAL).build());
  }

  public ScriptedChain start(Genesis genesis) {
    transactions.add(List.of());
    commit(executor.genesis(genesis));
    return this;
  }

  public Genesis.Builder genesis(Rules rules) {
    return Genesis.builder(config, rules)
        .instance(new InstanceSpec(InstanceId.SUPERVISOR, "supervisor", SUPERVISOR), new byte[0])
        .instance(ONE, new byte[0]);
  }

  public Script script() {
    return script;
  }

  public MigratingRuntime runtime() {
    return runtime;
  }

  public Dispatcher dispatcher() {
    return dispatcher;
  }

  public BlockExecutor executor() {
    return executor;
  }

  public MemoryStore store() {
    return store;
  }

  public ConsensusConfig config() {
    return config;
  }

  public KeyPair keys() {
    return keys;
  }

  /** The blocks so far and those to come. */
  public ScriptedReader reader() {
    return new ScriptedReader(blocks, transactions, keyPair(2));
  }

  /** All blocks, genesis first. */
  public List<ExecutedBlock> blocks() {
    return blocks;
  }

  /** A transaction that makes an instance run an action. No two are the same. */
  public VerifiedTransaction transaction(int instance, String action) {
    seed++;
    return VerifiedTransaction.sign(
        new InstanceId(instance), 0, Script.bytes(action), keyPair((int) (10 + seed % 100)));
  }

  /** Contents of the next block. */
  public BlockContents next(VerifiedTransaction... transactions) {
    var height = new Height(blocks.size());
    return new BlockContents(height, new ValidatorId(0), List.of(transactions));
  }

  public ExecutedBlock block(VerifiedTransaction... contents) {
    var block = executor.execute(store.snapshot(), next(contents));
    transactions.add(List.of(contents));
    return commit(block);
  }

  /** A block in which an instance runs something; returns why that failed. */
  public Optional<CallError> run(int instance, Consumer<CallContext> action) {
    var name = "action " + seed;
    script.on(name, action);
    return block(transaction(instance, name)).errors().stream().findFirst();
  }

  /** A block in which the supervisor does something; returns the code of its failure. */
  public String supervise(Consumer<SupervisorContext> action) {
    return run(0, context -> action.accept(SupervisorContext.of(context)))
        .map(CallError::error)
        .map(ExecutionError::codeText)
        .orElse("ok");
  }

  /** As {@link #supervise}, and that has to succeed. */
  public void supervised(Consumer<SupervisorContext> action) {
    var code = supervise(action);
    if (!code.equals("ok")) {
      throw new AssertionError(blocks.getLast().errors().getFirst().toString());
    }
  }

  /** As {@link #supervised}, on a node that does nothing about it. */
  public void supervisedOnChainOnly(Consumer<SupervisorContext> action) {
    script.on("chain only", context -> action.accept(SupervisorContext.of(context)));
    var contents = next(transaction(0, "chain only"));
    var block = executor.execute(store.snapshot(), contents);
    transactions.add(contents.transactions());
    if (!block.errors().isEmpty()) {
      throw new AssertionError(block.errors().getFirst().toString());
    }
    store.apply(block.patch());
    blocks.add(block);
  }

  private ExecutedBlock commit(ExecutedBlock block) {
    store.apply(block.patch());
    blocks.add(block);
    for (var action : block.changes().actions()) {
      switch (action) {
        case CommitAction.RequireDeployed(var artifact, var spec) ->
            dispatcher
                .deploy(artifact, spec)
                .ifPresent(error -> {
                  throw new AssertionError(error.toString());
                });
        case CommitAction.Unload(var artifact) -> dispatcher.unload(artifact);
        case CommitAction.Broadcast _, CommitAction.Deploy _ ->
            throw new AssertionError("not a change of a block: " + action);
      }
    }
    return block;
  }

  public CoreSchema core() {
    return new CoreSchema(new Snapshot(store.snapshot()).access(""));
  }

  public DispatcherSchema dispatcherSchema() {
    return new DispatcherSchema(new Snapshot(store.snapshot()).access(""));
  }

  /** An instance as committed. */
  public InstanceState state(String name) {
    return dispatcherSchema().instance(name).orElseThrow();
  }
}
