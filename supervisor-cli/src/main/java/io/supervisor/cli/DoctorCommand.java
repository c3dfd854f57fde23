package io.supervisor.cli;

import io.supervisor.client.SupervisorException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    var sessions = root.openAll(spec);
    try {
      var findings = new ArrayList<Finding>();
      RuntimeException failure = null;
      var reached = 0;
      for (var outcome : Survey.ask(sessions, DoctorCommand::examine, Survey.LIMIT)) {
        switch (outcome) {
          case Survey.Outcome.Answered<Examined>(_, var examined) -> {
            findings.addAll(examined.findings());
            reached += examined.isReached() ? 1 : 0;
            failure = examined.failure().orElse(failure);
          }
          case Survey.Outcome.Failed<Examined>(var session, var why) -> {
            findings.add(unanswered(session, why));
            failure = why;
          }
        }
      }
      show(sessions.getFirst().output(), findings);
      if (failure != null && reached == 0) {
        throw failure;
      }
      return findings.stream().allMatch(Finding::good) ? Failures.OK : Failures.ERROR;
    } finally {
      sessions.forEach(Session::close);
    }
  }

  private static void show(Output output, List<Finding> findings) {
    var json = JsonNodeFactory.instance.arrayNode();
    findings.forEach(finding ->
        json.add(
            JsonNodeFactory.instance
                .objectNode()
                .put("node", finding.node())
                .put("ok", finding.good())
                .put("what", finding.what())));
    output.result(json, () -> table(findings));
  }

  /** What was found at one node before it answered no more, if it did not answer to the end. */
  private record Examined(List<Finding> findings, Optional<RuntimeException> failure) {
    boolean isReached() {
      return failure.isEmpty() || findings.size() > 1;
    }
  }

  private static Examined examine(Session session) {
    var findings = new ArrayList<Finding>();
    try {
      examine(session, findings);
      return new Examined(findings, Optional.empty());
    } catch (SupervisorException e) {
      findings.add(unanswered(session, e));
      return new Examined(findings, Optional.of(e));
    }
  }

  private static Finding unanswered(Session session, RuntimeException why) {
    return new Finding(session.address(), false, "does not answer: " + why.getMessage());
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
