package io.supervisor.testkit;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.InstanceId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.service.ServiceArtifact;
import io.supervisor.core.blockchain.Genesis;
import io.supervisor.core.explorer.ExplorerArtifact;
import io.supervisor.core.middleware.MiddlewareArtifact;
import io.supervisor.core.rules.Rules;
import io.supervisor.core.runtime.BuiltInArtifacts;
import io.supervisor.core.runtime.Runtime;
import io.supervisor.core.runtime.ServiceRuntime;
import io.supervisor.core.supervisor.SupervisorArtifact;
import io.supervisor.core.supervisor.SupervisorMode;
import io.supervisor.core.supervisor.SupervisorService;
import io.supervisor.core.time.TimeOracleArtifact;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * What a test network is made of. As it stands: four validators, the latest rules, a supervisor
 * that decides by quorum, and the framework's own services, which may be started by their artifacts
 * ({@link TimeOracleArtifact} and others).
 *
 * <p>May be built any number of times; the networks share the objects of services and runtimes.
 */
public final class TestNetworkBuilder {
  private static final byte[] NOTHING = {};

  private final Map<Integer, Map<ArtifactId, ServiceArtifact>> services = new TreeMap<>();
  private final Map<Integer, Runtime> runtimes = new TreeMap<>();
  private final List<Genesis.Artifact> artifacts = new ArrayList<>();
  private final List<Genesis.Instance> instances = new ArrayList<>();
  private int validators = 4;
  private int auditors;
  private boolean passive;
  private Rules rules = Rules.DEFAULT;
  private Optional<SupervisorMode> supervisor = Optional.of(SupervisorMode.DECENTRALIZED);
  private UnaryOperator<ConsensusConfig> config = UnaryOperator.identity();

  TestNetworkBuilder() {}

  /**
   * So many validators.
   *
   * @param number at least 1
   */
  public TestNetworkBuilder validators(int number) {
    if (number < 1) {
      throw new IllegalArgumentException("validators: got " + number + ", want at least 1");
    }
    validators = number;
    return this;
  }

  /** So many nodes, after the validators, that follow the chain without a vote. */
  public TestNetworkBuilder auditors(int number) {
    auditors = number;
    return this;
  }

  /**
   * Nodes do nothing by themselves but deploy what blocks need: hooks after commits do not run, and
   * tests write the reports of validators.
   */
  public TestNetworkBuilder passive() {
    passive = true;
    return this;
  }

  public TestNetworkBuilder rules(Rules rules) {
    this.rules = rules;
    return this;
  }

  public TestNetworkBuilder mode(SupervisorMode mode) {
    supervisor = Optional.of(mode);
    return this;
  }

  /** Leaves instance 0 to the test, or to nobody. */
  public TestNetworkBuilder withoutSupervisor() {
    supervisor = Optional.empty();
    return this;
  }

  /** Changes the consensus configuration of genesis; with other validators, nodes are auditors. */
  public TestNetworkBuilder config(UnaryOperator<ConsensusConfig> change) {
    config = change;
    return this;
  }

  /**
   * Makes a service available in the runtime that its id names, built-in or Java. It is deployed by
   * genesis if an instance needs it, else when administrators ask for it.
   *
   * @throws IllegalArgumentException if the id names another runtime
   */
  public TestNetworkBuilder service(ArtifactId id, ServiceArtifact service) {
    if (id.runtimeId() != ArtifactId.RUNTIME_BUILT_IN
        && id.runtimeId() != ArtifactId.RUNTIME_JAVA) {
      throw new IllegalArgumentException(id + ": services run in runtimes 0 and 1");
    }
    services.computeIfAbsent(id.runtimeId(), _ -> new HashMap<>()).put(id, service);
    return this;
  }

  /** A further runtime; one with the id of a runtime of services is there instead of it. */
  public TestNetworkBuilder runtime(Runtime runtime) {
    runtimes.put(runtime.id(), runtime);
    return this;
  }

  /** Deploys an artifact in genesis. */
  public TestNetworkBuilder artifact(ArtifactId id) {
    artifacts.add(new Genesis.Artifact(id, NOTHING));
    return this;
  }

  /** Starts an instance in genesis, without arguments. */
  public TestNetworkBuilder instance(int id, String name, ArtifactId artifact) {
    return instance(new InstanceSpec(new InstanceId(id), name, artifact), NOTHING);
  }

  /**
   * Starts an instance in genesis, after the supervisor and those named before.
   *
   * @param params of its constructor
   */
  public TestNetworkBuilder instance(InstanceSpec spec, byte[] params) {
    instances.add(new Genesis.Instance(spec, params.clone()));
    return this;
  }

  /**
   * Makes the network with its genesis.
   *
   * @throws io.supervisor.core.blockchain.GenesisException if an artifact or instance fails
   */
  public TestNetwork build() {
    return build(genesis(nodes().subList(0, validators)));
  }

  /**
   * Makes the network with a genesis of the test's own: rules, supervisor, configuration, artifacts
   * and instances that were named here do not matter.
   *
   * @throws io.supervisor.core.blockchain.GenesisException if an artifact or instance fails
   */
  public TestNetwork build(Genesis genesis) {
    var clock = new TestClock();
    return TestNetwork.start(clock, runtimes(clock), genesis, nodes(), passive);
  }

  /**
   * Goes on with the chain of a network, as if all of its nodes had been stopped and started with
   * the services and runtimes that are named here. The other network stays as it is; nothing else
   * of this builder matters.
   *
   * @throws IllegalStateException if an artifact is missing that the chain has registered
   */
  public TestNetwork resume(TestNetwork stopped) {
    var clock = new TestClock();
    return TestNetwork.resume(clock, runtimes(clock), stopped, passive);
  }

  private List<TestNode> nodes() {
    return IntStream.range(0, validators + auditors).mapToObj(TestNode::of).toList();
  }

  private Genesis genesis(List<TestNode> validators) {
    var keys = validators.stream().map(TestNode::keys).toList();
    var builder = Genesis.builder(config.apply(ConsensusConfig.of(keys)), rules);
    supervisor.ifPresent(mode ->
        builder.instance(
            new InstanceSpec(InstanceId.SUPERVISOR, SupervisorService.NAME, SupervisorArtifact.ID),
            mode.toBytes()));
    artifacts.forEach(artifact -> builder.artifact(artifact.id(), artifact.deploySpec()));
    instances.forEach(instance -> builder.instance(instance.spec(), instance.params()));
    return builder.build();
  }

  private List<Runtime> runtimes(TestClock clock) {
    var all = new TreeMap<Integer, Runtime>();
    all.put(
        ArtifactId.RUNTIME_BUILT_IN,
        new ServiceRuntime(ArtifactId.RUNTIME_BUILT_IN, new BuiltInArtifacts(builtIn(clock))));
    all.put(
        ArtifactId.RUNTIME_JAVA,
        new ServiceRuntime(
            ArtifactId.RUNTIME_JAVA,
            new ObjectArtifacts(services.getOrDefault(ArtifactId.RUNTIME_JAVA, Map.of()))));
    all.putAll(runtimes);
    return List.copyOf(all.values());
  }

  private Map<ArtifactId, ServiceArtifact> builtIn(TestClock clock) {
    var artifacts = new HashMap<ArtifactId, ServiceArtifact>();
    artifacts.put(SupervisorArtifact.ID, new SupervisorArtifact());
    artifacts.put(ExplorerArtifact.ID, new ExplorerArtifact());
    artifacts.put(MiddlewareArtifact.ID, new MiddlewareArtifact());
    artifacts.put(TimeOracleArtifact.ID, new TimeOracleArtifact(clock));
    artifacts.putAll(services.getOrDefault(ArtifactId.RUNTIME_BUILT_IN, Map.of()));
    return artifacts;
  }
}
