package io.supervisor.bench;

import io.supervisor.api.InstanceId;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.cli.demo.DevCluster;
import io.supervisor.cli.demo.WalletTransactions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Four validators with signed wallet transfers and durable journals: sustained load, then latency
 * of single transactions when idle; with {@code --etcd}, three etcd servers with the same payload
 * in the same run.
 *
 * <p>What is measured was signed before. Every node verifies every transaction; fsync is on
 * everywhere.
 */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measures a cluster of four validators.")
public final class Main implements Callable<Integer> {
  private static final int WALLETS = 2_000;
  private static final InstanceId INSTANCE = new InstanceId(101);
  private static final String JAR = "cryptocurrency-0.2.0.jar";
  private static final int COMPARED_CLIENTS = 512;

  @Option(
      names = "--seconds",
      defaultValue = "60",
      description = "Measured seconds of sustained load.")
  private int seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "-1",
      description = "Seconds of load before; default 2.5 times as many, for five JVMs' compilers.")
  private int warmUpSeconds;

  @Option(
      names = "--clients",
      defaultValue = "1024",
      description = "Clients, each with one transaction outstanding.")
  private int clients;

  @Option(
      names = "--idle",
      defaultValue = "200",
      description = "Single transactions sent to an idle cluster.")
  private int idle;

  @Option(
      names = "--rate-max",
      defaultValue = "5000",
      description = "Transactions signed for each second that is measured.")
  private int rateMax;

  @Option(
      names = "--etcd",
      description = "Compare with three etcd servers (Debian's package etcd-server).")
  private boolean etcd;

  @Option(
      names = "--heap",
      defaultValue = "2g",
      description = "Heap that each validator may use, as on a machine of its own.")
  private String heap = "2g";

  @Option(
      names = "--port-offset",
      defaultValue = "1000",
      description = "Added to the ports of the cluster.")
  private int portOffset;

  public static void main(String[] args) {
    // The launcher passes its own word on.
    var rest =
        args.length > 0 && args[0].equals("bench")
            ? java.util.Arrays.copyOfRange(args, 1, args.length)
            : args;
    System.exit(new CommandLine(new Main()).execute(rest));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    var home = Path.of(System.getenv("SUPERVISOR_HOME"));
    var folder = Files.createTempDirectory("supervisor-bench");
    try {
      var ours = measureCluster(home, folder);
      if (etcd) {
        if (!EtcdCluster.isInstalled()) {
          System.err.println("bench: etcd is not installed (Debian's package etcd-server)");
          return 1;
        }
        var theirs =
            EtcdLoad.run(
                folder,
                COMPARED_CLIENTS,
                payloadBytes(),
                Duration.ofSeconds(Math.min(warmUp(), seconds)),
                Duration.ofSeconds(seconds));
        System.out.println(theirs.line());
        System.out.printf(
            Locale.ROOT,
            "ratio to etcd                %8.2f%n",
            ours.perSecond() / theirs.perSecond());
      }
      return 0;
    } finally {
      delete(folder);
    }
  }

  private Figures measureCluster(Path home, Path folder) throws IOException, InterruptedException {
    var wallets = new WalletTransactions(INSTANCE, WALLETS);
    var count = idle + seconds * rateMax;
    System.err.printf("signing %d transfers ...%n", count);
    var transfers =
        IntStream.range(0, count)
            .parallel()
            .mapToObj(wallets::transfer)
            .toArray(VerifiedTransaction[]::new);
    System.err.println("starting four validators ...");
    try (var cluster =
            DevCluster.start(
                home,
                folder.resolve("dev"),
                portOffset,
                Optional.of(services(home, folder)),
                Map.of("SUPERVISOR_HEAP", heap));
        var load = new ClusterLoad(cluster.publicTargets())) {
      var setUpEnd = System.nanoTime() + Duration.ofMinutes(2).toNanos();
      load.send(wallets::create, 0, WALLETS, clients, setUpEnd);
      load.awaitAll(Duration.ofMinutes(1));
      // The load first: what is measured afterwards is a cluster that has run for a while.
      warmUp(load, number -> wallets.transfer(count + number));
      var sustained = measureSustained(cluster, load, transfers);
      System.out.println(sustained.line());
      System.out.println(measureIdle(cluster, load, transfers).line());
      return sustained;
    }
  }

  private Figures measureIdle(DevCluster cluster, ClusterLoad load, VerifiedTransaction[] transfers)
      throws IOException, InterruptedException {
    var latencies = load.startMeasuring();
    var begin = System.nanoTime();
    var cpuBefore = ProcessCpu.seconds(cluster.pids());
    for (var i = 0; i < idle; i++) {
      load.send(number -> transfers[number], i, 1, 1, Long.MAX_VALUE);
      load.awaitAll(Duration.ofSeconds(30));
    }
    var cpu = ProcessCpu.seconds(cluster.pids()) - cpuBefore;
    return new Figures(
        "idle, one at a time", idle, (System.nanoTime() - begin) / 1e9, latencies, cpu);
  }

  /** Transfers that are signed as they are sent, since nothing is measured. */
  private void warmUp(ClusterLoad load, IntFunction<VerifiedTransaction> transfers)
      throws InterruptedException {
    System.err.printf("load of %d clients: %d s to warm up ...%n", clients, warmUp());
    load.send(
        transfers, 0, Integer.MAX_VALUE, clients, System.nanoTime() + warmUp() * 1_000_000_000L);
    load.awaitAll(Duration.ofMinutes(1));
  }

  private Figures measureSustained(
      DevCluster cluster, ClusterLoad load, VerifiedTransaction[] transfers)
      throws IOException, InterruptedException {
    System.err.printf("load of %d clients: %d s measured ...%n", clients, seconds);
    var latencies = load.startMeasuring();
    var begin = System.nanoTime();
    var cpuBefore = ProcessCpu.seconds(cluster.pids());
    load.send(
        number -> transfers[number],
        idle,
        transfers.length - idle,
        clients,
        begin + seconds * 1_000_000_000L);
    var elapsed = (System.nanoTime() - begin) / 1e9;
    var committed = latencies.count();
    var cpu = ProcessCpu.seconds(cluster.pids()) - cpuBefore;
    load.awaitAll(Duration.ofMinutes(1));
    return new Figures("sustained, 4 validators", committed, elapsed, latencies, cpu);
  }

  /** A services folder with the example in genesis, so that the load can begin at once. */
  private static Path services(Path home, Path folder) throws IOException {
    var services = Files.createDirectories(folder.resolve("services"));
    Files.copy(home.resolve("examples").resolve(JAR), services.resolve(JAR));
    Files.writeString(
        services.resolve("services.toml"),
        """
        [[service]]
        jar = "%s"
        at_genesis = "instance"
        id = %s
        name = "cryptocurrency"
        """
            .formatted(JAR, INSTANCE));
    return services;
  }

  private int warmUp() {
    return warmUpSeconds >= 0 ? warmUpSeconds : 5 * seconds / 2;
  }

  private static int payloadBytes() {
    return new WalletTransactions(INSTANCE, 2).transfer(1_000_000).bytes().length;
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
