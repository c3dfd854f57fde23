package io.supervisor.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Clusters that migrate data under fire: crashes at any moment, lost states, partitions, validators
 * that come and go, one that lies. Each ends with the agreed data on all honest nodes.
 *
 * <p>Properties: {@code simulation.migrations} (how many seeds), {@code simulation.seed} (one).
 */
class MigrationSimulationTest {
  @Test
  void everyMigrationEndsWithTheAgreedDataOrNoTrace() {
    Long only = Long.getLong("simulation.seed");
    if (only != null) {
      System.out.println(run(only));
      return;
    }
    int seeds = Integer.getInteger("simulation.migrations", 100);
    var totals = new Totals();
    var attempts =
        LongStream.rangeClosed(1, seeds)
            .parallel()
            .map(seed -> {
              var simulation = run(seed);
              synchronized (totals) {
                totals.add(simulation.totals());
              }
              return simulation.migrationAttempts();
            })
            .sum();
    System.out.println(totals);
    System.out.println("migrations " + seeds + ", attempts " + attempts);
    assertThat(totals.seeds).isEqualTo(seeds);
    assertThat(attempts).as("some are given up or time out").isGreaterThan(seeds);
  }

  @Test
  void theSameSeedTwiceDoesTheSame() {
    for (long seed = 1; seed <= 3; seed++) {
      assertThat(run(seed).trace()).isEqualTo(run(seed).trace());
    }
  }

  private static Simulation run(long seed) {
    var simulation = Simulation.withMigrations(seed);
    try {
      simulation.run();
      return simulation;
    } catch (BrokenLaw e) {
      throw new AssertionError("seed " + seed + " fails\n" + simulation.scenario(), e);
    }
  }
}
