package io.supervisor.core.supervisor;

import static io.supervisor.core.supervisor.SupervisorSchema.SETTLED_MAX;
import static io.supervisor.core.supervisor.SupervisorSchema.votes;

import io.supervisor.api.Hash;
import io.supervisor.api.InstanceId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.PublicKey;
import io.supervisor.api.service.Method;
import io.supervisor.core.runtime.SupervisorContext;
import io.supervisor.core.supervisor.SettledProposal.Outcome;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Changes that administrators vote on: accepted (methods 2 and 3), applied at the end of the block
 * that they name, dropped in the block after. Source: supervisor.md section 6.
 */
final class Proposals {
  private static final int APPLY_CONFIG = 1;

  private final SupervisorContext context;
  private final SupervisorSchema schema;
  private final Decisions decisions;

  Proposals(Decisions decisions) {
    this.context = decisions.context();
    this.schema = decisions.schema();
    this.decisions = decisions;
  }

  void propose(PublicKey author, ConfigPropose request) {
    var proposal = withHeight(request);
    dropStaleOrRefuse();
    ProposalCheck.check(context, proposal.changes());
    var number = schema.configurationNumber();
    var expected = number.get().orElse(0L);
    if (proposal.configurationNumber() != expected) {
      throw SupervisorError.INCORRECT_CONFIGURATION_NUMBER.exception(
          String.format(
              Locale.ROOT,
              "Number for config proposal (%s) differs from the expected one (%s)",
              Long.toUnsignedString(proposal.configurationNumber()),
              Long.toUnsignedString(expected)));
    }

    number.set(expected + 1);
    var pending = PendingProposal.of(proposal);
    addVote(pending.hash(), author);
    schema.pendingProposal().set(pending);
  }

  private ConfigPropose withHeight(ConfigPropose request) {
    if (request.actualFrom() == 0) {
      return request.from(decisions.height() + 1);
    }
    if (decisions.isOutdated(request.actualFrom())) {
      throw SupervisorError.ACTUAL_FROM_IS_PAST.exception(
          String.format(
              Locale.ROOT,
              "Actual height for config proposal (%s) is in the past (current height: %d).",
              Long.toUnsignedString(request.actualFrom()),
              decisions.height()));
    }
    return request;
  }

  private void dropStaleOrRefuse() {
    var pending = schema.pendingProposal().get();
    if (pending.isEmpty()) {
      return;
    }
    if (!decisions.isOutdated(pending.get().proposal().actualFrom())) {
      throw SupervisorError.CONFIG_PROPOSE_EXISTS.exception();
    }
    drop(pending.get());
  }

  private void drop(PendingProposal pending) {
    schema.pendingProposal().remove();
    if (settled(schema, pending.hash()).isEmpty()) {
      // It would be recorded, had it not been approved: the hook that applied it was undone.
      settle(pending, isApproved(pending) ? Outcome.FAILED : Outcome.EXPIRED);
    }
  }

  private boolean isApproved(PendingProposal pending) {
    return decisions.isApproved(votes(schema.configConfirms(), pending.hash()));
  }

  private void settle(PendingProposal pending, Outcome outcome) {
    var proposal = pending.proposal();
    var slot = Long.remainderUnsigned(proposal.configurationNumber(), SETTLED_MAX);
    var counted = decisions.counted(votes(schema.configConfirms(), pending.hash()));
    schema
        .settledProposals()
        .put(
            slot,
            new SettledProposal(
                pending.hash(),
                outcome,
                proposal.actualFrom(),
                counted.size(),
                decisions.votesNeeded()));
  }

  /** What came of a proposal; empty if it is pending, or not one of the last that were decided. */
  static Optional<SettledProposal> settled(SupervisorSchema schema, Hash proposal) {
    return settled(schema).filter(found -> found.hash().equals(proposal)).findFirst();
  }

  /** The last that were decided, in no order. */
  static Stream<SettledProposal> settled(SupervisorSchema schema) {
    var settled = schema.settledProposals();
    return LongStream.range(0, SETTLED_MAX).mapToObj(settled::get).flatMap(Optional::stream);
  }

  void vote(PublicKey author, Hash proposeHash) {
    var pending =
        schema
            .pendingProposal()
            .get()
            .orElseThrow(SupervisorError.CONFIG_PROPOSE_NOT_REGISTERED::exception);
    if (!pending.hash().equals(proposeHash)) {
      throw SupervisorError.CONFIG_PROPOSE_NOT_REGISTERED.exception(
          String.format(
              Locale.ROOT,
              "Mismatch between the hash of the saved proposal (%s...) and the hash referenced in the vote (%s...)",
              start(pending.hash()),
              start(proposeHash)));
    }
    if (decisions.isOutdated(pending.proposal().actualFrom())) {
      throw SupervisorError.DEADLINE_EXCEEDED.exception();
    }
    if (votes(schema.configConfirms(), proposeHash).contains(author)) {
      throw SupervisorError.ATTEMPT_TO_VOTE_TWICE.exception();
    }
    addVote(proposeHash, author);
  }

  private static String start(Hash hash) {
    return hash.toString().substring(0, 8);
  }

  private void addVote(Hash proposal, PublicKey author) {
    var confirms = schema.configConfirms();
    confirms.put(proposal, votes(confirms, proposal).with(author));
  }

  /** Hook before transactions. */
  void dropOutdated() {
    schema
        .pendingProposal()
        .get()
        .filter(found -> decisions.isOutdated(found.proposal().actualFrom()))
        .ifPresent(this::drop);
  }

  /** Hook after transactions. If one change fails, the hook fails as a whole. */
  void applyApproved() {
    var pending = schema.pendingProposal().get();
    if (pending.isEmpty() || pending.get().proposal().actualFrom() != decisions.height() + 1) {
      return;
    }
    if (isApproved(pending.get())) {
      schema.pendingProposal().remove();
      settle(pending.get(), Outcome.APPLIED);
      pending.get().proposal().changes().forEach(this::apply);
    } else {
      settle(pending.get(), Outcome.EXPIRED);
    }
  }

  private void apply(ConfigChange change) {
    switch (change) {
      case ConfigChange.Consensus(var config) -> context.setConsensusConfig(config);
      case ConfigChange.ServiceConfig(var instance, var params) ->
          context.call(instance, Method.CONFIGURE, APPLY_CONFIG, params.toByteArray());
      case ConfigChange.StartService(var artifact, var name, var config) ->
          context.addInstance(
              new InstanceSpec(nextInstanceId(), name, artifact), config.toByteArray());
      case ConfigChange.StopService(var instance) -> context.stop(instance);
      case ConfigChange.FreezeService(var instance) -> context.freeze(instance);
      case ConfigChange.ResumeService(var instance, var params) ->
          context.resume(instance, params.toByteArray());
      case ConfigChange.UnloadArtifact(var artifact) -> context.unloadArtifact(artifact);
      case ConfigChange.ChangeRules(var number) -> changeRules(number);
    }
  }

  private InstanceId nextInstanceId() {
    var vacant = schema.vacantInstanceId();
    long id = vacant.get().orElseGet(() -> context.highestInstanceId().toLong() + 1);
    vacant.set(id + 1);
    return new InstanceId((int) id);
  }

  private void changeRules(int number) {
    var rules =
        decisions
            .rules()
            .next()
            .filter(next -> next.number() == number)
            .orElseThrow(() -> new IllegalStateException("rules " + number + " do not follow"));
    context.setRules(rules);
    schema.open(rules);
  }
}
