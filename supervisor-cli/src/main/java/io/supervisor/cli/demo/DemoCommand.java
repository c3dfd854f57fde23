package io.supervisor.cli.demo;

import io.supervisor.api.PublicKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.dataformat.toml.TomlMapper;

/** {@code supervisor demo}: ends with 0 only if every step was verified. */
@Command(
    name = "demo",
    description = "The tour: a fresh cluster of four validators, every step verified.",
    mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
  private static final int FAILED = 1;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      defaultValue = ".supervisor/demo",
      description = "Files of the nodes; default: ${DEFAULT-VALUE}.")
  private Path folder = Path.of(".supervisor/demo");

  @Option(
      names = "--port-offset",
      paramLabel = "K",
      defaultValue = "2000",
      description =
          "Added to every port, so that the tour does not disturb dev; default: ${DEFAULT-VALUE}.")
  private int portOffset;

  @Override
  public Integer call() throws Exception {
    var home = Path.of(System.getenv("SUPERVISOR_HOME"));
    var begin = System.nanoTime();
    System.out.println("starting four validators in " + folder);
    try (var cluster =
            DevCluster.start(home, folder.toAbsolutePath(), portOffset, Optional.empty());
        var tour = new Tour(home.resolve("examples"), cluster, validators(cluster.nodeConfig(0)))) {
      tour.run();
    } catch (TourFailedException e) {
      System.out.println("FAILED: " + e.getMessage());
      return FAILED;
    }
    System.out.printf(
        Locale.ROOT,
        "every step was verified (%d s)%n",
        (System.nanoTime() - begin) / 1_000_000_000);
    return 0;
  }

  /**
   * What the tour believes before it has asked anyone: the keys that the administrators exchanged.
   */
  private static List<PublicKey> validators(Path nodeConfig) throws IOException {
    var keys =
        new TomlMapper()
            .readTree(nodeConfig.toFile())
            .at("/public_config/consensus/validator_keys");
    return StreamSupport.stream(keys.spliterator(), false)
        .map(key -> PublicKey.fromHex(key.get("consensus_key").asString()))
        .toList();
  }
}
