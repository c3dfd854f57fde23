package io.supervisor.cli;

import io.supervisor.client.NotConnectedException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.JsonNodeFactory;

/** {@code doctor}: looks for what is wrong with a node. */
@Command(
    name = "doctor",
    description = "Examines nodes and says what is wrong; exit code 1 if anything is.",
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  /** Blocks behind the best peer that are nothing to worry about. */
  private static final long BEHIND_MAX = 3;

  private static final Duration BLOCK_AGE_MAX = Duration.ofSeconds(60);
  private static final Duration CLOCK_AHEAD_MAX = Duration.ofSeconds(5);

  @ParentCommand SupervisorCommand root = new SupervisorCommand();
  @Spec CommandSpec spec = CommandSpec.create();

  private record Finding(String node, boolean good, String what) {}

  @Override
  public Integer call() {
    var findings = new ArrayList<Finding>();
    var sessions = root.openAll(spec);
    try {
      NotConnectedException lost = null;
      var reached = 0;
      for (var session : sessions) {
        try {
          examine(session, findings);
          reached++;
        } catch (NotConnectedException e) {
          lost = e;
          findings.add(new Finding(session.address(), false, "does not answer: " + e.getMessage()));
        }
      }
      if (lost != null && reached == 0) {
        throw lost;
      }
      var json = JsonNodeFactory.instance.arrayNode();
      findings.forEach(finding ->
          json.add(
              JsonNodeFactory.instance
                  .objectNode()
                  .put("node", finding.node())
                  .put("ok", finding.good())
                  .put("what", finding.what())));
      sessions.getFirst().output().result(json, () -> table(findings));
    } finally {
      sessions.forEach(Session::close);
    }
    return findings.stream().allMatch(Finding::good) ? Failures.OK : Failures.ERROR;
  }

  private static Table table(List<Finding> findings) {
    var table = Table.of("", "NODE", "FINDING");
    findings.forEach(
        finding -> table.row(finding.good() ? "ok" : "BAD", finding.node(), finding.what()));
    return table;
  }

  private static void examine(Session session, List<Finding> findings) {
    var node = session.address();
    var info = session.admin().info();
    var stats = session.admin().stats();
    findings.add(
        new Finding(
            node,
            true,
            "answers, version " + info.getVersion() + ", Java " + info.getJavaVersion()));
    findings.add(
        new Finding(
            node,
            !stats.getConsensusPaused(),
            stats.getConsensusPaused()
                ? "consensus is paused; supervisor node resume"
                : "takes part in consensus"));
    var behind = stats.getBestPeerHeight() - stats.getHeight();
    findings.add(
        new Finding(
            node,
            behind <= BEHIND_MAX,
            behind <= BEHIND_MAX
                ? "is up to date at height " + stats.getHeight()
                : "is " + behind + " blocks behind the best peer"));
    for (var peer : session.admin().peers()) {
      findings.add(
          new Finding(
              node,
              peer.getConnected(),
              "peer "
                  + Hex.brief(peer.getConsensusKey())
                  + " at "
                  + peer.getAddress()
                  + (peer.getConnected() ? " is connected" : " is not: " + peer.getLastError())));
    }
    // Genesis has no time, and nothing proves it before block 1 does.
    if (stats.getHeight() > 0) {
      examineTime(session, findings);
    }
  }

  private static void examineTime(Session session, List<Finding> findings) {
    var time = session.client().blocks().status().block().time();
    if (time.isPresent()) {
      var age = Duration.between(time.get(), Instant.now());
      var good = age.compareTo(BLOCK_AGE_MAX) < 0 && age.negated().compareTo(CLOCK_AHEAD_MAX) < 0;
      findings.add(
          new Finding(
              session.address(),
              good,
              age.isNegative()
                  ? "the last block is " + age.negated().toSeconds() + " s ahead of this clock"
                  : "the last block is " + age.toSeconds() + " s old"));
    }
  }
}
