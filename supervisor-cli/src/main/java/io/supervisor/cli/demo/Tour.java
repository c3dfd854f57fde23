package io.supervisor.cli.demo;

import static io.supervisor.cli.demo.Steps.await;
import static io.supervisor.cli.demo.Steps.require;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.InstanceId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.PublicKey;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.client.SupervisorClient;
import io.supervisor.client.SupervisorException;
import io.supervisor.client.Trust;
import io.supervisor.rpc.v1.Overview;
import io.supervisor.rpc.v1.TaskState;
import io.supervisor.wire.runtime.InstanceStatus;
import io.supervisor.wire.supervisor.Config;
import io.supervisor.wire.supervisor.ConfigChange;
import io.supervisor.wire.supervisor.ServiceConfig;
import io.supervisor.wire.supervisor.StartService;
import io.supervisor.wire.supervisor.SupervisorMode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The steps of the tour, in order, on a fresh cluster; any that does not show what it should
 * throws.
 */
final class Tour implements AutoCloseable {
  private static final ArtifactId ARTIFACT = ArtifactId.parse("1:exonum-cryptocurrency:0.2.0");
  private static final ArtifactId NEXT = ArtifactId.parse("1:exonum-cryptocurrency:0.3.0");
  private static final String INSTANCE = "wallet";
  private static final int WALLETS = 50;
  private static final int TRANSFERS = 1_000;
  private static final int TRANSFERS_WITHOUT_ONE = 100;
  private static final long INITIAL_BALANCE = 100;
  private static final int VICTIM = 2;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Path examples;
  private final DevCluster cluster;
  private final List<PublicKey> validators;
  private final SupervisorClient client;
  private final Administrators administrators;
  private final Steps steps = new Steps();
  private final WalletLoad load;

  /**
   * @param examples folder with the JARs of the example services
   * @param validators consensus keys, which the tour believes before it has asked anyone
   */
  Tour(Path examples, DevCluster cluster, List<PublicKey> validators) {
    this.examples = examples;
    this.cluster = cluster;
    this.validators = validators;
    this.client = client(cluster.publicTargets());
    this.administrators = new Administrators(cluster, client, target -> client(List.of(target)));
    this.load = new WalletLoad(client);
  }

  void run() throws Exception {
    steps.run("deploy a service JAR: three of four administrators have to agree", this::deploy);
    steps.run("propose a service, and vote it into being", this::start);
    var instance = instance();
    var transactions = new WalletTransactions(instance.id(), WALLETS);
    var book = new WalletBook(INSTANCE, transactions);
    var accounts = new WalletAccounts(WALLETS, transactions, book, load);
    steps.run(
        "create wallets and send transfers, each with a proof of its commit", () -> use(accounts));
    steps.run("change consensus and the supervisor in one proposal", this::configure);
    steps.run("kill one validator, go on, restart it, see it catch up", () -> hurt(accounts));
    var upgrade = new Upgrade(client, administrators, instance, NEXT, book, accounts);
    steps.run(
        "freeze the service, migrate its data to its next version, resume",
        () -> upgrade.migrate(jar(NEXT)));
    steps.run("unload the version that nothing runs any more", upgrade::unload);
    summary();
  }

  private Path jar(ArtifactId artifact) {
    return examples.resolve("cryptocurrency-" + artifact.version() + ".jar");
  }

  private String deploy() throws Exception {
    var request = administrators.upload(jar(ARTIFACT), ARTIFACT);
    administrators.approve(0, request);
    administrators.approve(1, request);
    var waiting = administrators.deployment(request).orElseThrow();
    require(
        waiting.getState() == TaskState.TASK_STATE_AWAITING_APPROVAL
            && waiting.getApprovals().getGivenCount() == 2,
        "two approvals are not enough, but the deployment is " + waiting.getState());
    require(
        !Administrators.isActive(client.supervisor().overview(), ARTIFACT),
        "two approvals are not enough, but the artifact is active");
    administrators.approve(2, request);
    administrators.awaitDeployed(ARTIFACT);
    return "refused with two approvals, deployed on all four nodes with the third: " + ARTIFACT;
  }

  private String start() throws InterruptedException {
    administrators.decide(
        ConfigChange.newBuilder()
            .setStartService(
                StartService.newBuilder().setArtifact(Canonical.toWire(ARTIFACT)).setName(INSTANCE))
            .build());
    administrators.awaitEverywhere(
        "instance " + INSTANCE + " is active", overview -> instance(overview).isPresent());
    return "instance " + instance().id() + " \"" + INSTANCE + "\" is active";
  }

  private static Optional<InstanceSpec> instance(Overview overview) {
    return Administrators.instance(overview, INSTANCE, InstanceStatus.Simple.ACTIVE)
        .map(state -> Canonical.fromWire(state.getSpec()));
  }

  private InstanceSpec instance() {
    return instance(client.supervisor().overview()).orElseThrow();
  }

  private String use(WalletAccounts accounts) throws InterruptedException {
    accounts.open(INITIAL_BALANCE);
    accounts.transfer(TRANSFERS);
    accounts.provenBalance(client, 1);
    accounts.provenBalance(client, WALLETS - 1);
    return String.format(
        Locale.ROOT,
        "%d transactions committed and proven; the balance of wallet 0, %d, is proven too",
        load.count(),
        accounts.provenBalance(client, 0));
  }

  private String configure() throws InterruptedException {
    var before = client.blocks().status().config();
    var limit = before.txsBlockLimit() + 500;
    var consensus = Canonical.toWire(before).toBuilder().setTxsBlockLimit(limit).build();
    var supervisor = Config.newBuilder().setMode(SupervisorMode.DECENTRALIZED).build();
    var proposal =
        administrators.propose(
            List.of(
                ConfigChange.newBuilder().setConsensus(consensus).build(),
                ConfigChange.newBuilder()
                    .setService(
                        ServiceConfig.newBuilder()
                            .setInstanceId(InstanceId.SUPERVISOR.value())
                            .setParams(supervisor.toByteString()))
                    .build()));
    administrators.vote(2, proposal);
    administrators.vote(3, proposal);
    await(
        "blocks of " + limit + " transactions are allowed",
        LIMIT,
        () ->
            client.blocks().status().config().txsBlockLimit() == limit
                ? Optional.of(true)
                : Optional.empty());
    return "txs_block_limit " + before.txsBlockLimit() + " -> " + limit + ", proven by the state";
  }

  private String hurt(WalletAccounts accounts) throws Exception {
    cluster.kill(VICTIM);
    accounts.transfer(TRANSFERS_WITHOUT_ONE);
    var goal = client.blocks().status().block();
    cluster.restart(VICTIM);
    try (var one = client(List.of(cluster.publicTarget(VICTIM)))) {
      var there =
          await("node " + VICTIM + " has caught up", LIMIT, () -> block(one, goal.height()));
      require(there.equals(goal.hash()), "node " + VICTIM + " has another block " + goal.height());
      accounts.provenBalance(one, 0);
    }
    return String.format(
        Locale.ROOT,
        "%d transfers while node %d was dead; it has block %s again and proves balances itself",
        TRANSFERS_WITHOUT_ONE,
        VICTIM,
        goal.height());
  }

  /** Hash of a block; empty as long as the node does not answer, or does not have it. */
  private static Optional<Hash> block(SupervisorClient from, Height height) {
    try {
      return Optional.of(from.blocks().get(height).hash());
    } catch (SupervisorException e) {
      return Optional.empty();
    }
  }

  private void summary() {
    steps.head("what came of it");
    System.out.printf(
        Locale.ROOT, "blocks                  %10s%n", client.blocks().status().height());
    System.out.printf(Locale.ROOT, "transactions of wallets %10d%n", load.count());
    System.out.printf(Locale.ROOT, "transactions per second %10.0f%n", load.perSecond());
    System.out.printf(
        Locale.ROOT,
        "commit latency          p50 %.0f ms, p99 %.0f ms, to the verified proof, under load%n",
        load.percentileMs(0.5),
        load.percentileMs(0.99));
    steps.printTimes();
  }

  private SupervisorClient client(List<String> targets) {
    return SupervisorClient.builder()
        .endpoints(targets)
        .trust(Trust.validators(validators))
        .build();
  }

  @Override
  public void close() {
    administrators.close();
    client.close();
  }
}
