package io.supervisor.bench;

import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.cli.demo.WalletTransactions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Four validators with signed wallet transfers and durable journals: sustained load, then latency
 * of single transactions when idle; with {@code --etcd}, three etcd servers with the same payload
 * in the same run, one half of their time before ours and the other after it, so that a machine
 * that becomes slower or faster meanwhile does so for both. Each cluster is idle while the other is
 * measured.
 *
 * <p>What is measured was signed before. Every node verifies every transaction; fsync is on
 * everywhere.
 */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measures a cluster of four validators.")
final class BenchCommand implements Callable<Integer> {
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

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (etcd && !EtcdCluster.isInstalled()) {
      System.err.println("bench: etcd is not installed (Debian's package etcd-server)");
      return 1;
    }
    var folder = Files.createTempDirectory("supervisor-bench");
    try {
      measure(folder);
      return 0;
    } finally {
      Folders.delete(folder);
    }
  }

  private void measure(Path folder) throws IOException, InterruptedException {
    var wallets = WalletCluster.wallets();
    var transfers = sign(wallets);
    try (var cluster =
            WalletCluster.start(folder, portOffset, wallets, Map.of("SUPERVISOR_HEAP", heap));
        var load = cluster.load(clients)) {
      warmUp(load, number -> wallets.transfer(transfers.length + number));
      var latencies = new Latencies();
      var before = etcd ? measureEtcd(folder.resolve("before"), latencies) : Figures.NONE;
      var sustained = measureSustained(cluster, load, transfers);
      System.out.println(sustained.line());
      // The load first: what is measured here is a cluster that has run for a while.
      System.out.println(measureIdle(cluster, load, transfers).line());
      if (etcd) {
        var theirs = measureEtcd(folder.resolve("after"), latencies).plus(before);
        System.out.println(theirs.line());
        System.out.printf(
            Locale.ROOT,
            "ratio to etcd                %8.2f   (etcd %.0f /s before, %.0f /s in all)%n",
            sustained.perSecond() / theirs.perSecond(),
            before.perSecond(),
            theirs.perSecond());
      }
    }
  }

  private VerifiedTransaction[] sign(WalletTransactions wallets) {
    var count = idle + seconds * rateMax;
    System.err.printf(Locale.ROOT, "signing %d transfers ...%n", count);
    return IntStream.range(0, count)
        .parallel()
        .mapToObj(wallets::transfer)
        .toArray(VerifiedTransaction[]::new);
  }

  /** Half of the time. */
  private Figures measureEtcd(Path folder, Latencies latencies)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    System.err.printf(Locale.ROOT, "load of %d clients on etcd ...%n", COMPARED_CLIENTS);
    var half = Duration.ofMillis(seconds * 500L);
    var warmUp = Duration.ofSeconds(Math.min(warmUp(), seconds));
    return EtcdLoad.run(
        folder, COMPARED_CLIENTS, WalletCluster.transferBytes(), warmUp, half, latencies);
  }

  private Figures measureIdle(
      WalletCluster cluster, ClusterLoad load, VerifiedTransaction[] transfers)
      throws IOException, InterruptedException {
    var latencies = load.startMeasuring();
    var begin = System.nanoTime();
    var cpuBefore = ProcessCpu.seconds(cluster.nodes().pids());
    for (var i = 0; i < idle; i++) {
      load.send(number -> transfers[number], i, 1, 1, Long.MAX_VALUE);
      load.awaitAll(Duration.ofSeconds(30));
    }
    var cpu = ProcessCpu.seconds(cluster.nodes().pids()) - cpuBefore;
    return new Figures(
        "idle, one at a time", idle, (System.nanoTime() - begin) / 1e9, latencies, cpu);
  }

  /** Transfers that are signed as they are sent, since nothing is measured. */
  private void warmUp(ClusterLoad load, IntFunction<VerifiedTransaction> transfers)
      throws InterruptedException {
    System.err.printf(Locale.ROOT, "load of %d clients: %d s to warm up ...%n", clients, warmUp());
    load.send(
        transfers, 0, Integer.MAX_VALUE, clients, System.nanoTime() + warmUp() * 1_000_000_000L);
    load.awaitAll(Duration.ofMinutes(1));
  }

  private Figures measureSustained(
      WalletCluster cluster, ClusterLoad load, VerifiedTransaction[] transfers)
      throws IOException, InterruptedException {
    System.err.printf(Locale.ROOT, "load of %d clients: %d s measured ...%n", clients, seconds);
    var latencies = load.startMeasuring();
    var begin = System.nanoTime();
    var cpuBefore = ProcessCpu.seconds(cluster.nodes().pids());
    load.send(
        number -> transfers[number],
        idle,
        transfers.length - idle,
        clients,
        begin + seconds * 1_000_000_000L);
    var elapsed = (System.nanoTime() - begin) / 1e9;
    var committed = latencies.count();
    var cpu = ProcessCpu.seconds(cluster.nodes().pids()) - cpuBefore;
    load.awaitAll(Duration.ofMinutes(1));
    return new Figures("sustained, 4 validators", committed, elapsed, latencies, cpu);
  }

  private int warmUp() {
    return warmUpSeconds >= 0 ? warmUpSeconds : 5 * seconds / 2;
  }
}
