package io.supervisor.testkit.scripted;

import com.google.protobuf.Message;
import io.supervisor.api.ArtifactId;
import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.ExecutionError;
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
import io.supervisor.core.merkledb.KeyValueView;
import io.supervisor.core.rules.Rules;
import io.supervisor.core.runtime.BuiltInArtifacts;
import io.supervisor.core.runtime.Dispatcher;
import io.supervisor.core.runtime.DispatcherSchema;
import io.supervisor.core.runtime.InstanceState;
import io.supervisor.core.runtime.ServiceRuntime;
import io.supervisor.core.runtime.SupervisorContext;
import io.supervisor.testkit.TestNetwork;
import io.supervisor.testkit.TestNetworkBuilder;
import io.supervisor.testkit.TestNode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

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
  private final TestNetworkBuilder builder;
  private final ConsensusConfig config;
  private @Nullable TestNetwork network;
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
    builder = TestNetwork.builder().validators(validators).passive().runtime(runtime);
    config =
        ConsensusConfig.of(
            IntStream.range(0, validators).mapToObj(ScriptedChain::validatorKeys).toList());
  }

  /** Service keys of the validators. */
  public static KeyPair validator(int number) {
    return TestNode.of(number).serviceKey();
  }

  /** Keys of a validator, which may be none of this chain's. */
  public static ValidatorKeys validatorKeys(int number) {
    return TestNode.of(number).keys();
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
    network = builder.build(genesis);
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

  /** Requires that genesis is made, as do the methods below. */
  public TestNetwork network() {
    if (network == null) {
      throw new IllegalStateException("not started");
    }
    return network;
  }

  public Dispatcher dispatcher() {
    return network().dispatcher();
  }

  public BlockExecutor executor() {
    return network().executor();
  }

  /** The state after the last block. */
  public KeyValueView view() {
    return network().state().view();
  }

  public ConsensusConfig config() {
    return config;
  }

  public KeyPair keys() {
    return validator(0);
  }

  /** All blocks, genesis first. */
  public List<ExecutedBlock> blocks() {
    return network().blocks();
  }

  /** A transaction that makes an instance run an action. No two are the same. */
  public VerifiedTransaction transaction(int instance, String action) {
    seed++;
    return VerifiedTransaction.sign(
        new InstanceId(instance), 0, Script.bytes(action), keyPair((int) (10 + seed % 100)));
  }

  /** Contents of the next block. */
  public BlockContents next(VerifiedTransaction... transactions) {
    return new BlockContents(network().height().next(), new ValidatorId(0), List.of(transactions));
  }

  public ExecutedBlock block(VerifiedTransaction... contents) {
    return network().commit(next(contents)).executed();
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
    return network().instance(instance.name()).query(read, port, arguments);
  }

  /** As {@link #ask} on the private port, and that has to succeed. */
  public Value answer(InstanceSpec instance, String read, Map<String, String> arguments) {
    return network().instance(instance.name()).ask(read, arguments);
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
      throw new AssertionError(blocks().getLast().errors().getFirst().toString());
    }
  }

  public CoreSchema core() {
    return new CoreSchema(network().state().access(""));
  }

  public DispatcherSchema dispatcherSchema() {
    return new DispatcherSchema(network().state().access(""));
  }

  /** An instance as committed. */
  public InstanceState state(String name) {
    return dispatcherSchema().instance(name).orElseThrow();
  }
}
