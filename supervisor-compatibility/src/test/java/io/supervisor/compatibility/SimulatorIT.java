package io.supervisor.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code supervisor sim}, as it is installed. */
class SimulatorIT {
  @Test
  void aSeedIsReplayedFromTheInstallation() throws IOException, InterruptedException {
    var first = sim("--seed", "5", "--seeds", "2");

    assertThat(first.code()).as(first.output()).isZero();
    assertThat(first.output()).contains("seeds 2, ");
    assertThat(sim("--seed", "5", "--seeds", "2")).isEqualTo(first);
  }

  @Test
  void whatIsNoSeedIsRefused() throws IOException, InterruptedException {
    var outcome = sim("--seed", "five");

    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.output()).contains("--seed");
  }

  private static Program.Outcome sim(String... options) throws IOException, InterruptedException {
    return Program.of(Places.TARGET, Places.INSTALLATION.resolve("bin/supervisor"), "sim")
        .with(List.of(options))
        .end();
  }
}
