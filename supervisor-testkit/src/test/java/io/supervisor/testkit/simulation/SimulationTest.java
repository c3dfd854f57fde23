package io.supervisor.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Many clusters, each from a seed. A failure names its seed and how to run that one alone.
 *
 * <p>Properties: {@code simulation.seeds} (how many), {@code simulation.seed} (one, printed in
 * detail).
 */
class SimulationTest {
  private static final long FIRST = 1;

  @Test
  void everySeedKeepsTheLawsAndRecovers() {
    Long only = Long.getLong("simulation.seed");
    if (only != null) {
      System.out.println(run(only));
      return;
    }
    int seeds = Integer.getInteger("simulation.seeds", 100);
    var totals = new Totals();
    var began = System.nanoTime();
    LongStream.range(FIRST, FIRST + seeds)
        .parallel()
        .mapToObj(SimulationTest::run)
        .forEach(each -> {
          synchronized (totals) {
            totals.add(each);
          }
        });
    System.out.println(totals);
    System.out.println("took " + (System.nanoTime() - began) / 1_000_000_000 + " s");
    assertThat(totals.seeds).isEqualTo(seeds);
    if (seeds >= 2_000) {
      assertThat(totals.crashes).isGreaterThan(1_000);
      assertThat(totals.lostWrites).isGreaterThan(1_000);
      assertThat(totals.blocksExecutedAgain).isGreaterThan(1_000);
      assertThat(totals.partitions).isGreaterThan(1_000);
      assertThat(totals.lies).isGreaterThan(1_000);
    }
  }

  @Test
  void theSameSeedTwiceDoesTheSame() {
    var traces = new HashMap<Long, Long>();
    for (int round = 0; round < 2; round++) {
      for (long seed = 1; seed <= 10; seed++) {
        var simulation = new Simulation(seed);
        simulation.run();
        var before = traces.putIfAbsent(seed, simulation.trace());
        assertThat(before == null || before == simulation.trace()).as("seed %d", seed).isTrue();
      }
    }
    assertThat(traces.values()).doesNotHaveDuplicates();
  }

  private static Totals run(long seed) {
    var simulation = new Simulation(seed);
    try {
      simulation.run();
    } catch (BrokenLaw e) {
      throw new AssertionError(
          "seed "
              + seed
              + " fails; run it alone with: mvn test -pl supervisor-testkit -am"
              + " -Dtest=SimulationTest -Dsurefire.failIfNoSpecifiedTests=false"
              + " -Dsimulation.seed="
              + seed
              + "\n"
              + simulation.scenario(),
          e);
    }
    return simulation.totals();
  }
}
