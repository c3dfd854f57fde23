package io.supervisor.testkit.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.testkit.simulation.FakeSigner;
import io.supervisor.testkit.simulation.NodeParts;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** {@code supervisor sim}, with sound nodes and with nodes whose disks lie. */
class SimCommandTest {
  private static final NodeParts LYING_DISKS =
      new NodeParts(NodeParts.SOUND.opener(), FakeSigner::verify, true);

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void everyLawHolds() {
    assertThat(sim(NodeParts.SOUND, "--seed", "7", "--seeds", "3")).isZero();
    assertThat(out.toString()).contains("seeds 3").doesNotContain("breaks a law");
  }

  @Test
  void oneSeedTwicePrintsTheSame() {
    sim(NodeParts.SOUND, "--seed", "7");
    var first = out.toString();
    out.getBuffer().setLength(0);
    sim(NodeParts.SOUND, "--seed", "7");

    assertThat(out.toString()).isEqualTo(first).contains("seeds 1");
  }

  @Test
  void aBrokenLawNamesItsSeedWhichReplaysIt() {
    assertThat(sim(LYING_DISKS, "--seeds", "20")).isEqualTo(1);
    var line =
        out.toString().lines().filter(each -> each.contains("replay it with")).findFirst().get();
    var seed = line.substring(line.lastIndexOf(' ') + 1);
    out.getBuffer().setLength(0);

    assertThat(sim(LYING_DISKS, "--seed", seed)).isEqualTo(1);
    assertThat(out.toString()).contains("seed " + seed + " breaks a law: ");
    out.getBuffer().setLength(0);
    assertThat(sim(NodeParts.SOUND, "--seed", seed)).isZero();
  }

  @Test
  void noSeedsAreRefused() {
    assertThat(sim(NodeParts.SOUND, "--seeds", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("--seeds: want at least 1, got 0");
  }

  private int sim(NodeParts parts, String... options) {
    return new CommandLine(new SimCommand(parts))
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(options);
  }
}
