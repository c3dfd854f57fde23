package io.supervisor.bench;

import io.supervisor.api.InstanceId;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.cli.demo.DevCluster;
import io.supervisor.cli.demo.WalletTransactions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Four validators with the wallet service in genesis, in a folder of their own. */
final class WalletCluster implements AutoCloseable {
  static final int WALLETS = 2_000;

  private static final InstanceId INSTANCE = new InstanceId(101);
  private static final String JAR = "cryptocurrency-0.2.0.jar";

  private final DevCluster nodes;
  private final WalletTransactions wallets;

  private WalletCluster(DevCluster nodes, WalletTransactions wallets) {
    this.nodes = nodes;
    this.wallets = wallets;
  }

  static WalletTransactions wallets() {
    return new WalletTransactions(INSTANCE, WALLETS);
  }

  static int transferBytes() {
    return new WalletTransactions(INSTANCE, 2).transfer(1_000_000).bytes().length;
  }

  /** The installation that this program belongs to. */
  static Path home() {
    return Path.of(System.getenv("SUPERVISOR_HOME"));
  }

  /**
   * @param environment of the nodes, besides that of this process
   */
  static WalletCluster start(
      Path folder, int portOffset, WalletTransactions wallets, Map<String, String> environment)
      throws IOException {
    System.err.println("starting four validators ...");
    var nodes =
        DevCluster.start(
            home(), folder.resolve("dev"), portOffset, Optional.of(services(folder)), environment);
    return new WalletCluster(nodes, wallets);
  }

  /** A services folder with the example in genesis, so that the load can begin at once. */
  private static Path services(Path folder) throws IOException {
    var services = Files.createDirectories(folder.resolve("services"));
    Files.copy(home().resolve("examples").resolve(JAR), services.resolve(JAR));
    Files.writeString(
        services.resolve("services.toml"),
        String.format(
            Locale.ROOT,
            """
            [[service]]
            jar = "%s"
            at_genesis = "instance"
            id = %s
            name = "cryptocurrency"
            """,
            JAR,
            INSTANCE));
    return services;
  }

  DevCluster nodes() {
    return nodes;
  }

  /** Creates the wallets. */
  ClusterLoad load(int clients) throws InterruptedException {
    var load = new ClusterLoad(nodes.publicTargets());
    try {
      load.awaitServing(Duration.ofMinutes(1));
      var end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
      load.send(wallets::create, 0, WALLETS, clients, end);
      load.awaitAll(Duration.ofMinutes(1));
    } catch (InterruptedException | RuntimeException e) {
      load.close();
      throw e;
    }
    return load;
  }

  /** A transfer of funds between two of the wallets; each number has one. */
  VerifiedTransaction transfer(int number) {
    return wallets.transfer(number);
  }

  @Override
  public void close() {
    nodes.close();
  }
}
