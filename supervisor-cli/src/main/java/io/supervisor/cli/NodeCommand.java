package io.supervisor.cli;

import com.google.protobuf.MessageOrBuilder;
import io.supervisor.api.PublicKey;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.JsonNodeFactory;

/** {@code node}: one node as a process. */
@Command(name = "node", description = "Shows and steers one node.", mixinStandardHelpOptions = true)
final class NodeCommand {
  @ParentCommand SupervisorCommand root = new SupervisorCommand();
  @Spec CommandSpec spec = CommandSpec.create();

  @Command(name = "info", description = "Who the node is.", mixinStandardHelpOptions = true)
  int info() {
    try (var session = root.open(spec)) {
      show(session, session.admin().info());
      return Failures.OK;
    }
  }

  @Command(name = "stats", description = "How it is doing.", mixinStandardHelpOptions = true)
  int stats() {
    try (var session = root.open(spec)) {
      show(session, session.admin().stats());
      return Failures.OK;
    }
  }

  private static void show(Session session, MessageOrBuilder message) {
    session
        .output()
        .result(
            message,
            () -> {
              var table = Table.pairs();
              JsonMessages.of(message)
                  .properties()
                  .forEach(member ->
                      table.row(member.getKey().replace('_', ' '), member.getValue().asString()));
              return table;
            });
  }

  @Command(
      name = "peers",
      description = "Whom it is connected to.",
      mixinStandardHelpOptions = true)
  int peers() {
    try (var session = root.open(spec)) {
      var peers = session.admin().peers();
      session
          .output()
          .results(
              peers,
              () -> {
                var table =
                    Table.of("KEY", "ADDRESS", "VALIDATOR", "CONNECTED", "HEIGHT", "LAST ERROR")
                        .orIfEmpty("This node knows no others.");
                peers.forEach(peer ->
                    table.row(
                        Hex.brief(peer.getConsensusKey()),
                        peer.getAddress(),
                        peer.hasValidatorId() ? peer.getValidatorId() : "-",
                        peer.getConnected() ? "yes" : "no",
                        peer.hasHeight() ? Long.toUnsignedString(peer.getHeight()) : "-",
                        peer.getLastError()));
                return table;
              });
      return Failures.OK;
    }
  }

  @Command(
      name = "add-peer",
      description = {
        "Adds a node, for example an auditor, to the connect list, or gives it another address.",
        "Nodes connect once each has the other in its list."
      },
      mixinStandardHelpOptions = true)
  int addPeer(
      @Parameters(paramLabel = "KEY", description = "Its consensus key, 64 hexadecimal digits.")
          String key,
      @Parameters(
              paramLabel = "HOST[:PORT]",
              description = "Where it listens for peers; port 6333 if none is given.")
          String address) {
    var consensusKey = PublicKey.of(Hex.hash("KEY", key).toBytes());
    return act("added", session -> session.admin().addPeer(consensusKey, address));
  }

  @Command(
      name = "pause",
      description = "Takes the node out of consensus until resume or a restart.",
      mixinStandardHelpOptions = true)
  int pause() {
    return act("paused", session -> session.admin().pauseConsensus());
  }

  @Command(
      name = "resume",
      description = "Lets the node take part in consensus again.",
      mixinStandardHelpOptions = true)
  int resume() {
    return act("running", session -> session.admin().resumeConsensus());
  }

  @Command(
      name = "shutdown",
      description = "Stops the node in good order.",
      mixinStandardHelpOptions = true)
  int shutdown(
      @Option(
              names = "--confirm",
              required = true,
              description = "Has to be given: the node does not start again by itself.")
          boolean confirmed) {
    if (!confirmed) {
      throw new UsageException("--confirm: want it to be given");
    }
    return act("stopping", session -> session.admin().shutdown());
  }

  private int act(String state, Consumer<Session> action) {
    try (var session = root.open(spec)) {
      action.accept(session);
      session
          .output()
          .result(
              JsonNodeFactory.instance
                  .objectNode()
                  .put("node", session.address())
                  .put("state", state),
              () -> Table.pairs().row(session.address(), state));
      return Failures.OK;
    }
  }
}
