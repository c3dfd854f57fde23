package io.supervisor.cli;

import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.Hash;
import io.supervisor.rpc.v1.CallOfBlock;
import io.supervisor.rpc.v1.GetCallStatusRequest;
import io.supervisor.rpc.v1.Proposal;
import io.supervisor.wire.CallInBlock;
import io.supervisor.wire.supervisor.ConfigChange;
import io.supervisor.wire.supervisor.ConfigPropose;
import io.supervisor.wire.supervisor.SupervisorMode;
import java.util.List;
import java.util.Optional;

/** Changes of the configuration: proposed, voted for, waited for. */
final class Proposals {
  private final Session session;
  private final WaitOptions wait;

  Proposals(Session session, WaitOptions wait) {
    this.session = session;
    this.wait = wait;
  }

  /**
   * A proposal that was handed over.
   *
   * @param hash empty if the block decides the height at which it is applied
   * @param votesNeeded by the rules of the moment
   */
  record Proposed(Hash transaction, Optional<Hash> hash, long actualFrom, int votesNeeded) {}

  /**
   * Proposes changes, which counts as a vote.
   *
   * @param blocks from now to the height at which they are applied; empty = at once where one
   *     administrator decides, else in {@link ProposalCommand#BLOCKS_DEFAULT}
   */
  Proposed propose(List<ConfigChange> changes, Optional<Integer> blocks) {
    var overview = session.client().supervisor().overview();
    if (overview.hasProposal()) {
      throw new UsageException(
          "proposal "
              + Hex.of(overview.getProposal().getHash())
              + " is pending until height "
              + Long.toUnsignedString(overview.getProposal().getContent().getActualFrom())
              + "; there is one at a time");
    }
    var configuration = overview.getConfiguration();
    var atOnce =
        configuration.getMode() == SupervisorMode.SIMPLE
            || configuration.getConsensus().getValidatorKeysCount() == 1;
    var ahead = blocks.orElse(atOnce ? 0 : ProposalCommand.BLOCKS_DEFAULT);
    var actualFrom = ahead == 0 ? 0 : overview.getHeight() + ahead;
    var proposed =
        session
            .admin()
            .propose(
                ConfigPropose.newBuilder()
                    .setActualFrom(actualFrom)
                    .addAllChanges(changes)
                    .setConfigurationNumber(configuration.getConfigurationNumber())
                    .build());
    var validators = configuration.getConsensus().getValidatorKeysCount();
    var needed =
        configuration.getMode() == SupervisorMode.SIMPLE ? 1 : ConsensusConfig.quorum(validators);
    return new Proposed(proposed.transaction(), proposed.proposal(), actualFrom, needed);
  }

  /** Waits for a proposal as far as the user wants. */
  void await(Proposed proposed) {
    var until = wait.until();
    if (until == WaitOptions.Until.HANDED_OVER) {
      return;
    }
    var deadline = wait.deadline();
    try (var progress = session.output().progress("proposal: waiting for a block")) {
      var committed =
          session
              .client()
              .transactions()
              .awaitCommit(proposed.transaction(), deadline.left())
              .orElseThrow();
      if (until != WaitOptions.Until.COMMITTED) {
        var at =
            proposed.actualFrom() == 0
                ? committed.location().height().value()
                : proposed.actualFrom();
        awaitApplied(proposed.hash(), proposed.votesNeeded(), at, until, deadline, progress);
      }
    }
  }

  /** Votes for a proposal. */
  Hash confirm(Hash proposal) {
    return session.admin().confirm(proposal);
  }

  /** Waits for a vote, and then for the proposal, as far as the user wants. */
  void awaitConfirmed(Hash vote, Proposal proposal) {
    var until = wait.until();
    if (until == WaitOptions.Until.HANDED_OVER) {
      return;
    }
    var deadline = wait.deadline();
    try (var progress = session.output().progress("vote: waiting for a block")) {
      session.client().transactions().awaitCommit(vote, deadline.left()).orElseThrow();
      if (until != WaitOptions.Until.COMMITTED) {
        awaitApplied(
            Optional.of(Hash.of(proposal.getHash())),
            proposal.getVotes().getNeeded(),
            proposal.getContent().getActualFrom(),
            until,
            deadline,
            progress);
      }
    }
  }

  /**
   * Waits until the height at which a proposal is applied.
   *
   * @param votesNeeded when it was proposed: it may itself change how many are
   */
  void awaitApplied(
      Optional<Hash> hash,
      int votesNeeded,
      long at,
      WaitOptions.Until until,
      WaitOptions.Deadline deadline,
      Progress progress) {
    var approved = hash.isEmpty();
    while (true) {
      var overview = session.client().supervisor().overview();
      if (overview.getHeight() >= at) {
        break;
      }
      var votes = overview.getProposal().getVotes();
      approved |= overview.hasProposal() && votes.getGivenCount() >= votes.getNeeded();
      if (approved && until == WaitOptions.Until.APPROVED) {
        return;
      }
      var waiting =
          approved
              ? "proposal: approved, waiting for height " + at
              : "proposal: waiting for administrators, " + Requests.missing(votes);
      progress.now(waiting);
      deadline.pause(waiting);
    }
    var failure = hookFailure(at, deadline);
    if (failure.isPresent()) {
      throw new RejectedException("the proposal could not be applied: " + failure.get());
    }
    // The last votes may have come after the last look.
    var inTime =
        approved
            || session.client().supervisor().votesFor(hash.orElseThrow()).size() >= votesNeeded;
    if (!inTime) {
      throw new RejectedException("the proposal was not approved by height " + at);
    }
  }

  /** The supervisor applies proposals in its hook, whose failure undoes all of it. */
  private Optional<String> hookFailure(long height, WaitOptions.Deadline deadline) {
    var call = CallInBlock.newBuilder().setAfterTransactions(0);
    var answer =
        session
            .ledger(deadline.left())
            .getCallStatus(
                GetCallStatusRequest.newBuilder()
                    .setCallOfBlock(CallOfBlock.newBuilder().setHeight(height).setCall(call))
                    .build());
    return answer.getStatus().hasError()
        ? Optional.of(Requests.describe(answer.getStatus().getError()))
        : Optional.empty();
  }
}
