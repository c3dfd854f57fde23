package io.supervisor.cli;

import io.supervisor.rpc.v1.GetNodeInfoResponse;
import io.supervisor.rpc.v1.GetNodeStatsResponse;
import io.supervisor.rpc.v1.Overview;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code status}: where nodes and network stand. */
@Command(
    name = "status",
    description = "Shows where the nodes and the network stand; --node 0,1,2,3 compares nodes.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  @ParentCommand SupervisorCommand root = new SupervisorCommand();
  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    var sessions = root.openAll(spec);
    try {
      return show(sessions);
    } finally {
      sessions.forEach(Session::close);
    }
  }

  private static int show(java.util.List<Session> sessions) {
    var table =
        Table.of("NODE", "ROLE", "HEIGHT", "ROUND", "PEERS", "POOL", "CONSENSUS", "VERSION");
    var nodes = JsonNodeFactory.instance.arrayNode();
    var json = JsonNodeFactory.instance.objectNode();
    json.set("nodes", nodes);
    Overview overview = null;
    RuntimeException failure = null;
    for (var outcome : Survey.ask(sessions, StatusCommand::ask, Survey.LIMIT)) {
      switch (outcome) {
        case Survey.Outcome.Answered<Told>(var session, var told) -> {
          table.row(cells(session, told.info(), told.stats()));
          nodes.add(node(session, told.info(), told.stats()));
          overview = overview == null ? told.overview() : overview;
        }
        case Survey.Outcome.Failed<Told>(var session, var why) -> {
          table.row(session.address(), "-", "-", "-", "-", "-", "no answer", "-");
          nodes.add(
              JsonNodeFactory.instance
                  .objectNode()
                  .put("node", session.address())
                  .put("error", String.valueOf(why.getMessage())));
          failure = failure == null ? why : failure;
        }
      }
    }
    if (overview == null && failure != null) {
      throw failure;
    }
    var output = sessions.getFirst().output();
    if (overview != null) {
      json.set("overview", JsonMessages.of(overview));
    }
    var network = overview;
    output.result(json, () -> table);
    if (!output.isJson() && network != null) {
      output.result(network, () -> summary(network));
    }
    return failure == null ? Failures.OK : Failures.exitCode(failure);
  }

  /** What one node says. */
  private record Told(GetNodeInfoResponse info, GetNodeStatsResponse stats, Overview overview) {}

  private static Told ask(Session session) {
    return new Told(
        session.admin().info(), session.admin().stats(), session.client().supervisor().overview());
  }

  private static Object[] cells(
      Session session, GetNodeInfoResponse info, GetNodeStatsResponse stats) {
    return new Object[] {
      session.address(),
      JsonMessages.word(info.getRole().getValueDescriptor())
          + (info.hasValidatorId() ? " " + info.getValidatorId() : ""),
      Long.toUnsignedString(stats.getHeight()),
      stats.getRound(),
      stats.getPeersConnected() + "/" + stats.getPeersKnown(),
      Long.toUnsignedString(stats.getPoolSize()),
      state(stats),
      info.getVersion()
    };
  }

  private static ObjectNode node(
      Session session, GetNodeInfoResponse info, GetNodeStatsResponse stats) {
    var node = JsonNodeFactory.instance.objectNode().put("node", session.address());
    node.set("info", JsonMessages.of(info));
    node.set("stats", JsonMessages.of(stats));
    return node;
  }

  private static Table summary(Overview overview) {
    var configuration = overview.getConfiguration();
    var table =
        Table.pairs()
            .row("")
            .row("validators", configuration.getConsensus().getValidatorKeysCount())
            .row("mode", Requests.word(configuration.getMode()))
            .row("rules", configuration.getRules())
            .row("artifacts", overview.getArtifactsCount())
            .row("services", overview.getInstancesCount());
    table.row(
        "proposal",
        overview.hasProposal() ? Hex.of(overview.getProposal().getHash()) : "none pending");
    table.row("deployments", overview.getDeploymentsCount() + " open");
    return table.row("migrations", overview.getMigrationsCount() + " open");
  }

  private static String state(GetNodeStatsResponse stats) {
    if (!stats.getWaitingFor().isEmpty()) {
      return "waiting for " + stats.getWaitingFor();
    }
    return stats.getConsensusPaused() ? "paused" : "running";
  }
}
