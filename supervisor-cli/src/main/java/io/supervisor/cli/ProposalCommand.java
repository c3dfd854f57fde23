package io.supervisor.cli;

import io.supervisor.api.Hash;
import io.supervisor.api.InstanceId;
import io.supervisor.rpc.v1.Proposal;
import io.supervisor.rpc.v1.ProposalOutcome;
import io.supervisor.rpc.v1.Votes;
import io.supervisor.wire.supervisor.Config;
import io.supervisor.wire.supervisor.ConfigChange;
import io.supervisor.wire.supervisor.ConfigPropose;
import io.supervisor.wire.supervisor.ServiceConfig;
import io.supervisor.wire.supervisor.SupervisorMode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** {@code proposal}: changes that administrators decide on together. */
@Command(
    name = "proposal",
    description = "Proposes changes and votes for them; there is one proposal at a time.",
    mixinStandardHelpOptions = true)
final class ProposalCommand {
  /** Blocks that administrators have to vote; an idle network makes five a second for them. */
  static final int BLOCKS_DEFAULT = 600;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @ParentCommand SupervisorCommand root = new SupervisorCommand();
  @Spec CommandSpec spec = CommandSpec.create();

  static String votes(Votes votes) {
    return votes.getGivenCount() + "/" + votes.getNeeded();
  }

  @Command(
      name = "list",
      description = "Shows the pending proposal, if there is one.",
      mixinStandardHelpOptions = true)
  int list() {
    try (var session = root.open(spec)) {
      var pending = session.client().supervisor().proposal().stream().toList();
      session
          .output()
          .results(
              pending,
              () -> {
                var table =
                    Table.of("PROPOSAL", "APPLIED AT", "CHANGES", "VOTES")
                        .orIfEmpty("No proposal is pending.");
                pending.forEach(proposal ->
                    table.row(
                        Hex.of(proposal.getHash()),
                        Long.toUnsignedString(proposal.getContent().getActualFrom()),
                        proposal.getContent().getChangesCount(),
                        votes(proposal.getVotes())));
                return table;
              });
      return Failures.OK;
    }
  }

  @Command(
      name = "show",
      description = "Shows what the pending proposal changes, and who has voted.",
      mixinStandardHelpOptions = true)
  int show() {
    try (var session = root.open(spec)) {
      var proposal = pending(session);
      session
          .output()
          .result(
              proposal,
              () -> {
                var table =
                    Table.pairs()
                        .row("proposal", Hex.of(proposal.getHash()))
                        .row(
                            "applied at",
                            Long.toUnsignedString(proposal.getContent().getActualFrom()))
                        .row("votes", votes(proposal.getVotes()));
                proposal.getVotes().getGivenList().forEach(key -> table.row("voted", Hex.of(key)));
                proposal
                    .getVotes()
                    .getMissingList()
                    .forEach(key -> table.row("missing", Hex.of(key)));
                proposal
                    .getContent()
                    .getChangesList()
                    .forEach(change -> table.row("change", JsonMessages.of(change)));
                return table;
              });
      return Failures.OK;
    }
  }

  private static Proposal pending(Session session) {
    return session
        .client()
        .supervisor()
        .proposal()
        .orElseThrow(() -> new UsageException("no proposal is pending"));
  }

  /** The pending proposal, if it is the one of the hash. */
  private static Proposal pending(Session session, Hash hash) {
    var found = session.client().supervisor().proposal(hash);
    if (found.isEmpty()) {
      throw new UsageException("the pending proposal is " + Hex.of(pending(session).getHash()));
    }
    if (found.get().getOutcome() != ProposalOutcome.PROPOSAL_OUTCOME_PENDING) {
      throw new UsageException("proposal " + hash + " was " + Proposals.outcome(found.get()));
    }
    return found.get();
  }

  @Command(
      name = "propose",
      description = {
        "Proposes the changes in a JSON file: [{\"stop_service\": {\"instance_id\": 5}}, ...], as",
        "in REST's propose-config."
      },
      mixinStandardHelpOptions = true)
  int propose(
      @Parameters(paramLabel = "FILE", description = "- for standard input.") String file,
      @Mixin ServiceCommand.When when,
      @Mixin WaitOptions wait)
      throws IOException {
    try (var session = root.open(spec)) {
      return propose(session, changes(file), Optional.ofNullable(when.blocks), wait);
    }
  }

  private static String read(String file) throws IOException {
    if (file.equals("-")) {
      return new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    }
    if (Files.isDirectory(Path.of(file))) {
      throw new UsageException(file + ": is a directory, want a JSON file");
    }
    return Files.readString(Path.of(file));
  }

  private static List<ConfigChange> changes(String file) throws IOException {
    var text = read(file);
    try {
      var json = JSON.readTree(text);
      var wrapped =
          JSON.createObjectNode().set("changes", json.isArray() ? json : json.path("changes"));
      var message = ConfigPropose.newBuilder();
      JsonMessages.read(wrapped, message, "proposal");
      if (message.getChangesCount() == 0) {
        throw new UsageException(file + ": want at least one change");
      }
      return message.getChangesList();
    } catch (JacksonException e) {
      throw new UsageException(file + ": " + e.getOriginalMessage());
    }
  }

  @Command(
      name = "mode",
      description = {
        "Proposes to change who decides: in simple mode one administrator, in decentralized mode",
        "more than two thirds of them."
      },
      mixinStandardHelpOptions = true)
  int mode(
      @Parameters(paramLabel = "simple|decentralized", description = "Mode from then on.")
          String mode,
      @Mixin ServiceCommand.When when,
      @Mixin WaitOptions wait) {
    var wanted =
        Stream.of(SupervisorMode.SIMPLE, SupervisorMode.DECENTRALIZED)
            .filter(known -> Requests.word(known).equals(mode))
            .findFirst()
            .orElseThrow(
                () -> new UsageException("got \"" + mode + "\", want simple or decentralized"));
    var config =
        ServiceConfig.newBuilder()
            .setInstanceId(InstanceId.SUPERVISOR.value())
            .setParams(Config.newBuilder().setMode(wanted).build().toByteString());
    try (var session = root.open(spec)) {
      var change = ConfigChange.newBuilder().setService(config).build();
      return propose(session, List.of(change), Optional.ofNullable(when.blocks), wait);
    }
  }

  static int propose(
      Session session, List<ConfigChange> changes, Optional<Integer> blocks, WaitOptions wait) {
    var proposals = new Proposals(session, wait);
    var proposed = proposals.propose(changes, blocks);
    if (wait.until() == WaitOptions.Until.HANDED_OVER) {
      session.output().say("proposed; supervisor proposal show tells whose votes are missing");
    }
    proposals.await(proposed);
    var json =
        JsonNodeFactory.instance
            .objectNode()
            .put("transaction_hash", proposed.transaction().toString())
            .put("actual_from", proposed.actualFrom());
    proposed.hash().ifPresent(hash -> json.put("proposal_hash", hash.toString()));
    session
        .output()
        .result(
            json,
            () -> {
              var table = Table.pairs().row("transaction", proposed.transaction());
              proposed.hash().ifPresent(hash -> table.row("proposal", hash));
              return table.row(
                  "applied at",
                  proposed.actualFrom() == 0 ? "the next block" : proposed.actualFrom());
            });
    return Failures.OK;
  }

  @Command(
      name = "confirm",
      description = "Votes for the pending proposal.",
      mixinStandardHelpOptions = true)
  int confirm(
      @Parameters(
              paramLabel = "HASH",
              arity = "0..1",
              description =
                  "Hash of the proposal, so that no other one is voted for; without it, "
                      + "the pending one.")
          @Nullable String hash,
      @Mixin WaitOptions wait) {
    try (var session = root.open(spec)) {
      var pending = hash == null ? pending(session) : pending(session, Hex.hash("HASH", hash));
      if (pending.getVotes().getGivenList().contains(session.admin().info().getServiceKey())) {
        // Harmless, and a way to wait for the others.
        session.output().say("this administrator has voted for it already");
      }
      var proposals = new Proposals(session, wait);
      var vote = proposals.confirm(Hash.of(pending.getHash()));
      proposals.awaitConfirmed(vote, Hash.of(pending.getHash()));
      var json =
          JsonNodeFactory.instance
              .objectNode()
              .put("transaction_hash", vote.toString())
              .put("proposal_hash", Hex.of(pending.getHash()));
      session
          .output()
          .result(
              json,
              () ->
                  Table.pairs()
                      .row("transaction", vote)
                      .row("proposal", Hex.of(pending.getHash())));
      return Failures.OK;
    }
  }
}
