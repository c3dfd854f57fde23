package io.supervisor.core.scripted;

import com.google.protobuf.Message;
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
import io.supervisor.api.service.Read;
import io.supervisor.api.service.ServiceArtifact;
import io.supervisor.api.service.Value;
import io.supervisor.core.blockchain.BlockContents;
import io.supervisor.core.blockchain.BlockExecutor;
import io.supervisor.core.blockchain.CallError;
import io.supervisor.core.blockchain.CoreSchema;
import io.supervisor.core.blockchain.ExecutedBlock;
import io.supervisor.core.blockchain.Genesis;
import io.supervisor.core.blockchain.QueryAnswer;
import io.supervisor.core.blockchain.QueryEngine;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A chain, of one validator if nothing else is said, whose instance 0 does whatever a test wants
 * done by the supervisor. Instances 0 {@code supervisor} and 1 {@code one} are there from genesis
 * on; both run {@link #script()}.
 */
public final class ScriptedChain {
  public static final ArtifactId SUPERVISOR = artifact("supervisor", "1.0.0");
  public static final ArtifactId SERVICE = artifact("service", "1.0.0");
  public static final ArtifactId UPGRADE = artifact("service", "2.0.0");
  public static final InstanceSpec ONE = instance(1, "one");

  private final Script script = new Script();
  private final MigratingRuntime runtime;
  private final Dispatcher dispatcher;
  private final BlockExecutor executor;
  private final MemoryStore store = new MemoryStore();
  private final KeyPair keys = validator(0);
  private final ConsensusConfig config;
  private final List<ExecutedBlock> blocks = new ArrayList<>();
  private final List<List<VerifiedTransaction>> transactions = new ArrayList<>();
  private long seed;

  public ScriptedChain() {
    this(1, Map.of());
  }

  /**
   * A chain of some validators, with real services beside the scripted ones.
   *
   * @param validators their service keys are those of {@link #validator}
   */
  public ScriptedChain(int validators, Map<ArtifactId, ? extends ServiceArtifact> services) {
    var available = new HashMap<ArtifactId, ServiceArtifact>(services);
    available.putAll(Map.of(SUPERVISOR, script, SERVICE, script, UPGRADE, script));
    runtime =
        new MigratingRuntime(
            new ServiceRuntime(ArtifactId.RUNTIME_BUILT_IN, new BuiltInArtifacts(available)));
    dispatcher = new Dispatcher(List.of(runtime));
    executor = new BlockExecutor(dispatcher);
    config =
        ConsensusConfig.of(
            IntStream.range(0, validators).mapToObj(ScriptedChain::validatorKeys).toList());
  }

  /** Service keys of the validators. */
  public static KeyPair validator(int number) {
    return keyPair(number == 0 ? 1 : 120 + number);
  }

  /** Keys of a validator, which may be none of this chain's. */
  public static ValidatorKeys validatorKeys(int number) {
    return new ValidatorKeys(
        keyPair(number == 0 ? 2 : 140 + number).publicKey(), validator(number).publicKey());
  }

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

  /** A block with one transaction; returns the code of its failure. */
  public String send(KeyPair author, InstanceSpec instance, int method, Message arguments) {
    var bytes = arguments.toByteArray();
    return block(VerifiedTransaction.sign(instance.id(), method, bytes, author)).errors().stream()
        .findFirst()
        .map(CallError::error)
        .map(ExecutionError::codeText)
        .orElse("ok");
  }

  /** What an instance answers on a port in the state after the last block. */
  public QueryAnswer ask(
      InstanceSpec instance, String read, Read.Visibility port, Map<String, String> arguments) {
    return new QueryEngine(dispatcher, reader())
        .ask(store.snapshot(), instance.name(), read, port, arguments);
  }

  /** As {@link #ask} on the private port, and that has to succeed. */
  public Value answer(InstanceSpec instance, String read, Map<String, String> arguments) {
    var answer = ask(instance, read, Read.Visibility.PRIVATE, arguments);
    if (answer instanceof QueryAnswer.Answered(var height, var value)) {
      return value;
    }
    throw new AssertionError(answer.toString());
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
    executor.migrations().cleanUp(store.snapshot()).ifPresent(store::apply);
    blocks.add(block);
  }

  private ExecutedBlock commit(ExecutedBlock block) {
    store.apply(block.patch());
    executor.migrations().cleanUp(store.snapshot()).ifPresent(store::apply);
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
