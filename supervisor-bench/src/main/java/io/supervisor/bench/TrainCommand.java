package io.supervisor.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Lets the JVM of a node under load note what it loads and runs most, in a cache from which nodes
 * start afterwards: {@code lib/node.aot}. The JVM passes over a cache of another JVM, the launcher
 * over one that is older than a JAR; then nothing is lost but time. Sources: JEP 483, JEP 515.
 */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = {
      "Makes this installation's nodes start sooner and reach full speed earlier.",
      "Runs four validators under load once and keeps what the JVM learned."
    })
final class TrainCommand implements Callable<Integer> {
  private static final String CACHE = "node.aot";
  private static final int TRAINED = 3;
  private static final int CLIENTS = 512;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @Option(names = "--seconds", defaultValue = "20", description = "Seconds of load.")
  private int seconds;

  @Option(
      names = "--port-offset",
      defaultValue = "1000",
      description = "Added to the ports of the cluster.")
  private int portOffset;

  @Override
  public Integer call() throws IOException, InterruptedException {
    var lib = WalletCluster.home().resolve("lib");
    if (!Files.isWritable(lib)) {
      System.err.println("train: " + lib + " cannot be written by this user");
      return 1;
    }
    var folder = Files.createTempDirectory("supervisor-train");
    try {
      train(folder);
      var unfinished = lib.resolve(CACHE + ".tmp");
      Files.move(folder.resolve(CACHE), unfinished, StandardCopyOption.REPLACE_EXISTING);
      Files.move(unfinished, lib.resolve(CACHE), StandardCopyOption.ATOMIC_MOVE);
      System.out.println(lib.resolve(CACHE));
      return 0;
    } finally {
      Folders.delete(folder);
    }
  }

  private void train(Path folder) throws IOException, InterruptedException {
    var cache = folder.resolve(CACHE);
    try (var cluster = WalletCluster.start(folder, portOffset, WalletCluster.wallets(), Map.of())) {
      var nodes = cluster.nodes();
      nodes.kill(TRAINED);
      nodes.restart(TRAINED, Map.of("SUPERVISOR_JVM_OPTIONS", "-XX:AOTCacheOutput=" + cache));
      try (var load = cluster.load(CLIENTS)) {
        System.err.printf(Locale.ROOT, "load of %d clients: %d s ...%n", CLIENTS, seconds);
        var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        load.send(cluster::transfer, 0, Integer.MAX_VALUE, CLIENTS, end);
        load.awaitAll(Duration.ofMinutes(1));
      }
      System.err.println("writing what was learned ...");
      nodes.stop(TRAINED, PATIENCE);
    }
    if (!Files.exists(cache)) {
      throw new IllegalStateException("the JVM wrote no " + CACHE + ", or not in " + PATIENCE);
    }
  }
}
