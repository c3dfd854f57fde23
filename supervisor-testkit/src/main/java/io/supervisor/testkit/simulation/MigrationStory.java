package io.supervisor.testkit.simulation;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.Height;
import io.supervisor.api.InstanceId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.api.service.CallContext;
import io.supervisor.api.service.CommitContext;
import io.supervisor.api.service.Method;
import io.supervisor.api.service.Service;
import io.supervisor.core.blockchain.BlockExecutor;
import io.supervisor.core.blockchain.Genesis;
import io.supervisor.core.merkledb.Migration;
import io.supervisor.core.merkledb.Snapshot;
import io.supervisor.core.replica.ChainStateMachine;
import io.supervisor.core.replica.ReplicaEffect;
import io.supervisor.core.replica.ReplicaInput;
import io.supervisor.core.replica.StateMachine;
import io.supervisor.core.rules.Rules;
import io.supervisor.core.runtime.BuiltInArtifacts;
import io.supervisor.core.runtime.CommitAction;
import io.supervisor.core.runtime.Dispatcher;
import io.supervisor.core.runtime.DispatcherSchema;
import io.supervisor.core.runtime.InstanceState;
import io.supervisor.core.runtime.InstanceStatus;
import io.supervisor.core.runtime.NodeIdentity;
import io.supervisor.core.runtime.ServiceRuntime;
import io.supervisor.core.runtime.SupervisorContext;
import io.supervisor.core.supervisor.MigrationRequest;
import io.supervisor.core.supervisor.SupervisorArtifact;
import io.supervisor.core.supervisor.SupervisorService;
import io.supervisor.wire.supervisor.Config;
import io.supervisor.wire.supervisor.SupervisorMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What a cluster migrates while it is simulated: the real supervisor in decentralized mode, a
 * stopped instance, administrators who ask for its migration until it succeeds and now and then
 * vote to give one up, and scripts whose steps come at any time. The faulty validator may run
 * others.
 *
 * <p>Laws of its own: at the end no honest node has anything of a migration left that is over (M1),
 * and the data are the migrated ones, or those from the beginning (M2).
 */
final class MigrationStory {
  private static final ArtifactId COUNTERS = ArtifactId.parse("0:counting:1.0.0");
  private static final byte[] DECENTRALIZED =
      Config.newBuilder().setMode(SupervisorMode.DECENTRALIZED).build().toByteArray();
  private static final int REQUEST_MIGRATION = 4;
  private static final int ABORT_MIGRATION = 6;
  private static final int ATTEMPTS_MAX = 4;

  private final Roster roster;
  private final Scenario scenario;
  private final Dice dice;
  private final int wrong;
  private final List<MigrationRequest> requests = new ArrayList<>();

  /** What the simulation does for the story. */
  interface World {
    void after(long delayMs, Runnable action);

    void offer(Node node, ReplicaInput input);

    void submit(Node node, VerifiedTransaction transaction);

    List<Node> nodes();

    boolean healed();
  }

  MigrationStory(Roster roster, Scenario scenario, Dice dice) {
    this.roster = roster;
    this.scenario = scenario;
    this.dice = dice;
    this.wrong = dice.between(0, 2);
  }

  static FakeSigner serviceSigner(Node node) {
    return new FakeSigner("service " + node.key());
  }

  StateMachine machine(FakeSigner signer, boolean honest) {
    var artifacts =
        new BuiltInArtifacts(
            Map.of(
                COUNTERS,
                _ -> new CountingService(),
                SupervisorArtifact.ID,
                instance -> new Supervised(new SupervisorArtifact().create(instance)),
                LedgerArtifact.OLD,
                instance -> new LedgerArtifact(0).create(instance),
                LedgerArtifact.NEW,
                new LedgerArtifact(honest ? 0 : wrong)));
    var runtime = new ServiceRuntime(ArtifactId.RUNTIME_BUILT_IN, artifacts);
    var genesis =
        Genesis.builder(roster.config(scenario, new Height(1)), Rules.DEFAULT)
            .artifact(LedgerArtifact.NEW, new byte[0])
            .instance(new InstanceSpec(SimulatedChain.COUNTING, "counting", COUNTERS), new byte[0])
            .instance(LedgerArtifact.INSTANCE, new byte[0])
            .instance(
                new InstanceSpec(
                    InstanceId.SUPERVISOR, SupervisorService.NAME, SupervisorArtifact.ID),
                DECENTRALIZED)
            .build();
    return new ChainStateMachine(
        new BlockExecutor(new Dispatcher(List.of(runtime))),
        genesis,
        new NodeIdentity(new FakeSigner("service " + signer.publicKey()).publicKey()));
  }

  /** The supervisor, which besides changes the validators, and stops the ledger in block 1. */
  private final class Supervised implements Service {
    private final Service supervisor;
    private final Service changes = roster.service(scenario);

    Supervised(Service supervisor) {
      this.supervisor = supervisor;
    }

    @Override
    public List<Method<?>> methods() {
      return supervisor.methods();
    }

    @Override
    public void initialize(CallContext context, byte[] params) {
      supervisor.initialize(context, params);
    }

    @Override
    public void beforeTransactions(CallContext context) {
      supervisor.beforeTransactions(context);
    }

    @Override
    public void afterTransactions(CallContext context) {
      if (context.height().isPresent()) {
        supervisor.afterTransactions(context);
        if (context.height().get().equals(Height.GENESIS)) {
          SupervisorContext.of(context).freeze(LedgerArtifact.INSTANCE.id());
        }
      }
      changes.afterTransactions(context);
    }

    @Override
    public void afterCommit(CommitContext context) {
      supervisor.afterCommit(context);
    }
  }

  void begin(World world) {
    world.after(dice.between(100, 1_000), () -> administer(world));
    for (var node : world.nodes()) {
      world.after(dice.between(1, 100), () -> work(world, node));
    }
  }

  void onCommitted(World world, Node node, ReplicaEffect.Committed committed) {
    for (var action : committed.after().actions()) {
      if (action instanceof CommitAction.Broadcast(var instance, var method, var arguments)) {
        world.submit(
            node, VerifiedTransaction.sign(instance, method, arguments, serviceSigner(node)));
      }
    }
  }

  /** A node's thread for scripts: computes a step now, and hands it over later. */
  private void work(World world, Node node) {
    long nextMs = dice.between(1, 60);
    if (node.alive()) {
      var state = node.store.snapshot();
      var migrations = node.machine.migrations();
      var underWay = migrations.underWay(state);
      int life = node.life;
      if (!underWay.isEmpty()) {
        var step = migrations.step(state, underWay.getFirst());
        world.after(
            nextMs,
            () -> {
              if (node.life == life) {
                world.offer(node, new ReplicaInput.ScriptStepDone(step));
              }
            });
      } else if (dice.chance(0.1)) {
        migrations
            .erasure(state)
            .ifPresent(patch -> world.offer(node, new ReplicaInput.Erased(patch)));
      }
    }
    world.after(nextMs + 1, () -> work(world, node));
  }

  /** Administrators ask again when nothing is pending; now and then they change their minds. */
  private void administer(World world) {
    for (var node : world.nodes()) {
      if (node.alive() && node.honest && dice.chance(0.7)) {
        administer(world, node);
      }
    }
    world.after(dice.between(50, 600), () -> administer(world));
  }

  private void administer(World world, Node node) {
    var instance = instance(node);
    if (isOver(instance)) {
      return;
    }
    long height = node.replica().status().height().value();
    boolean migrating =
        instance.status().filter(InstanceStatus.Migrating.class::isInstance).isPresent();
    if (requests.isEmpty() || !migrating && requests.getLast().deadlineHeight() <= height) {
      requests.add(
          new MigrationRequest(
              LedgerArtifact.NEW,
              LedgerArtifact.INSTANCE.name(),
              height + (requests.size() < ATTEMPTS_MAX ? dice.between(6, 30) : 60),
              requests.size()));
    }
    int method =
        migrating && requests.size() < ATTEMPTS_MAX && dice.chance(0.1)
            ? ABORT_MIGRATION
            : REQUEST_MIGRATION;
    world.submit(
        node,
        VerifiedTransaction.sign(
            InstanceId.SUPERVISOR,
            method,
            requests.getLast().toWire().toByteArray(),
            serviceSigner(node)));
  }

  private static InstanceState instance(Node node) {
    return new DispatcherSchema(new Snapshot(node.store.snapshot()).access(""))
        .instance(LedgerArtifact.INSTANCE.name())
        .orElseThrow();
  }

  private static boolean isOver(InstanceState instance) {
    return instance.spec().artifact().equals(LedgerArtifact.NEW);
  }

  /** Whether the migration has succeeded on all honest nodes, and they hold the new data. */
  boolean done(World world) {
    return honest(world, node -> node.alive() && isOver(instance(node)));
  }

  private static boolean honest(World world, Predicate<Node> holds) {
    return world.nodes().stream().filter(node -> node.honest).allMatch(holds);
  }

  /** M1 and M2 of an honest node, at any time. */
  void check(Node node) {
    var state = node.store.snapshot();
    var instance = instance(node);
    var data = new Snapshot(state).access(LedgerArtifact.INSTANCE.name() + ".");
    boolean migrating =
        instance.status().filter(InstanceStatus.Migrating.class::isInstance).isPresent();
    if (!migrating && !Migration.memos(state).isEmpty()) {
      throw new BrokenLaw("M1", "node " + node.index + " keeps " + Migration.memos(state).keySet());
    }
    if (isOver(instance) ? !LedgerArtifact.isMigrated(data) : !LedgerArtifact.isAsBefore(data)) {
      throw new BrokenLaw(
          "M2", "node " + node.index + " has wrong data of version " + instance.dataVersion());
    }
  }

  int attempts() {
    return requests.size();
  }
}
