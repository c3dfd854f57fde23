package io.supervisor.cli.demo;

import static io.supervisor.cli.demo.Steps.await;
import static io.supervisor.cli.demo.Steps.require;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.InstanceId;
import io.supervisor.api.PublicKey;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.client.SupervisorClient;
import io.supervisor.client.SupervisorException;
import io.supervisor.client.Trust;
import io.supervisor.rpc.v1.TaskState;
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
import java.util.stream.IntStream;

/**
 * The steps of the tour, in order, on a fresh cluster; any that does not show what it should
 * throws.
 */
final class Tour implements AutoCloseable {
  private static final ArtifactId ARTIFACT = ArtifactId.parse("1:exonum-cryptocurrency:0.2.0");
  private static final String INSTANCE = "wallet";
  private static final int WALLETS = 50;
  private static final int TRANSFERS = 1_000;
  private static final int TRANSFERS_WITHOUT_ONE = 100;
  private static final long INITIAL_BALANCE = 100;
  private static final int VICTIM = 2;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Path jar;
  private final DevCluster cluster;
  private final List<PublicKey> validators;
  private final SupervisorClient client;
  private final Administrators administrators;
  private final Steps steps = new Steps();
  private final WalletLoad load;
  private final long[] balances = new long[WALLETS];
  private WalletTransactions wallets = new WalletTransactions(InstanceId.SUPERVISOR, WALLETS);
  private int transfers;

  Tour(Path jar, DevCluster cluster, List<PublicKey> validators) {
    this.jar = jar;
    this.cluster = cluster;
    this.validators = validators;
    this.client = client(cluster.publicTargets());
    this.administrators = new Administrators(cluster, client);
    this.load = new WalletLoad(client);
  }

  void run() throws Exception {
    steps.run("deploy a service JAR: three of four administrators have to agree", this::deploy);
    steps.run("propose a service, and vote it into being", this::start);
    steps.run("create wallets and send transfers, each with a proof of its commit", this::use);
    steps.run("change consensus and the supervisor in one proposal", this::configure);
    steps.run("kill one validator, go on, restart it, see it catch up", this::hurt);
    summary();
  }

  private String deploy() throws Exception {
    var request = administrators.upload(jar, ARTIFACT);
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
    for (var node = 0; node < DevCluster.VALIDATORS; node++) {
      try (var one = client(List.of(cluster.publicTarget(node)))) {
        await(
            "node " + node + " has deployed " + ARTIFACT,
            LIMIT,
            () ->
                Administrators.isActive(one.supervisor().overview(), ARTIFACT)
                    ? Optional.of(true)
                    : Optional.empty());
      }
    }
    return "refused with two approvals, deployed on all four nodes with the third: " + ARTIFACT;
  }

  private String start() throws InterruptedException {
    var proposal =
        administrators.propose(
            List.of(
                ConfigChange.newBuilder()
                    .setStartService(
                        StartService.newBuilder()
                            .setArtifact(Canonical.toWire(ARTIFACT))
                            .setName(INSTANCE))
                    .build()));
    administrators.vote(1, proposal);
    administrators.vote(2, proposal);
    var instance =
        await(
            "instance " + INSTANCE + " is active",
            LIMIT,
            () -> Administrators.active(client.supervisor().overview(), INSTANCE));
    var id = new InstanceId(instance.getState().getSpec().getId());
    wallets = new WalletTransactions(id, WALLETS);
    return "instance " + id + " \"" + INSTANCE + "\" is active";
  }

  private String use() throws InterruptedException {
    load.commit(IntStream.range(0, WALLETS).mapToObj(wallets::create).toList());
    java.util.Arrays.fill(balances, INITIAL_BALANCE);
    transfer(TRANSFERS);
    var book = new WalletBook(INSTANCE, wallets);
    for (var wallet : List.of(0, 1, WALLETS - 1)) {
      requireBalance(book, client, wallet);
    }
    return String.format(
        Locale.ROOT,
        "%d transactions committed and proven; the balance of wallet 0, %d, is proven too",
        load.count(),
        balances[0]);
  }

  private void transfer(int count) throws InterruptedException {
    // Numbers follow each other, so that every transfer is another transaction.
    var numbers = IntStream.range(transfers, transfers + count);
    load.commit(numbers.mapToObj(wallets::transfer).toList());
    for (var number = transfers; number < transfers + count; number++) {
      balances[wallets.sender(number)]--;
      balances[wallets.receiver(number)]++;
    }
    transfers += count;
  }

  private void requireBalance(WalletBook book, SupervisorClient from, int wallet) {
    var balance = book.provenBalance(from, wallet).orElseThrow();
    require(
        balance == balances[wallet],
        "balance of wallet " + wallet + ": got " + balance + ", want " + balances[wallet]);
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

  private String hurt() throws Exception {
    cluster.kill(VICTIM);
    transfer(TRANSFERS_WITHOUT_ONE);
    var goal = client.blocks().status().block();
    cluster.restart(VICTIM);
    try (var one = client(List.of(cluster.publicTarget(VICTIM)))) {
      var there =
          await("node " + VICTIM + " has caught up", LIMIT, () -> block(one, goal.height()));
      require(there.equals(goal.hash()), "node " + VICTIM + " has another block " + goal.height());
      requireBalance(new WalletBook(INSTANCE, wallets), one, 0);
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
    System.out.println();
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
