package io.supervisor.cli;

import io.supervisor.api.Hash;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.client.TransactionFailedException;
import io.supervisor.rpc.v1.CallOfBlock;
import io.supervisor.rpc.v1.GetCallStatusRequest;
import io.supervisor.rpc.v1.Proposal;
import io.supervisor.rpc.v1.ProposalOutcome;
import io.supervisor.rpc.v1.Votes;
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
   * @param content as handed over
   * @param hash empty if the block decides the height at which it is applied
   */
  record Proposed(Hash transaction, ConfigPropose content, Optional<Hash> hash) {
    long actualFrom() {
      return content.getActualFrom();
    }

    /** The hash once the proposal is in a block. */
    Hash hashIn(long block) {
      return hash.orElseGet(() -> Canonical.hash(content.toBuilder().setActualFrom(block).build()));
    }
  }

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
    var content =
        ConfigPropose.newBuilder()
            .setActualFrom(actualFrom)
            .addAllChanges(changes)
            .setConfigurationNumber(configuration.getConfigurationNumber())
            .build();
    var proposed = session.admin().propose(content);
    return new Proposed(proposed.transaction(), content, proposed.proposal());
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
        var hash = proposed.hashIn(committed.location().height().value());
        awaitDecided(hash, until, deadline, progress);
      }
    }
  }

  /** Votes for a proposal. */
  Hash confirm(Hash proposal) {
    return session.admin().confirm(proposal);
  }

  /** Waits for a vote, and then for the proposal, as far as the user wants. */
  void awaitConfirmed(Hash vote, Hash proposal) {
    var until = wait.until();
    if (until == WaitOptions.Until.HANDED_OVER) {
      return;
    }
    var deadline = wait.deadline();
    try (var progress = session.output().progress("vote: waiting for a block")) {
      try {
        session.client().transactions().awaitCommit(vote, deadline.left()).orElseThrow();
      } catch (TransactionFailedException failed) {
        requireVoted(proposal, failed);
      }
      if (until != WaitOptions.Until.COMMITTED) {
        awaitDecided(proposal, until, deadline, progress);
      }
    }
  }

  /**
   * A vote that failed has done no harm if this administrator had voted before, as who proposes
   * does. If it came too late, what came of the proposal says more than the failure.
   */
  void requireVoted(Hash hash, RuntimeException failed) {
    var proposal = session.client().supervisor().proposal(hash).orElseThrow(() -> failed);
    var own = session.admin().info().getServiceKey();
    if (proposal.getVotes().getGivenList().contains(own)) {
      return;
    }
    if (proposal.getOutcome() != ProposalOutcome.PROPOSAL_OUTCOME_PENDING) {
      throw new RejectedException(
          "the vote came too late: the proposal was " + outcome(proposal), failed);
    }
    throw failed;
  }

  /** Waits until a proposal is approved or decided, by the word of the chain alone. */
  void awaitDecided(
      Hash hash, WaitOptions.Until until, WaitOptions.Deadline deadline, Progress progress) {
    while (true) {
      var proposal = session.client().supervisor().proposal(hash);
      if (proposal.isPresent() && isReached(proposal.get(), until, deadline)) {
        return;
      }
      var waiting = "proposal: " + proposal.map(Proposals::missing).orElse("waiting for a block");
      progress.now(waiting);
      deadline.pause(waiting);
    }
  }

  private boolean isReached(
      Proposal proposal, WaitOptions.Until until, WaitOptions.Deadline deadline) {
    return switch (proposal.getOutcome()) {
      case PROPOSAL_OUTCOME_PENDING ->
          until == WaitOptions.Until.APPROVED && isApproved(proposal.getVotes());
      case PROPOSAL_OUTCOME_APPLIED -> true;
      case PROPOSAL_OUTCOME_FAILED ->
          throw new RejectedException(
              "the proposal could not be applied: "
                  + hookFailure(proposal.getDecidedHeight(), deadline).orElse("no reason is kept"));
      case PROPOSAL_OUTCOME_EXPIRED ->
          throw new RejectedException("the proposal was " + outcome(proposal));
      case PROPOSAL_OUTCOME_UNSPECIFIED, UNRECOGNIZED ->
          throw new UsageException("the proposal was " + outcome(proposal));
    };
  }

  /** What came of a decided proposal. */
  static String outcome(Proposal proposal) {
    var height = Long.toUnsignedString(proposal.getDecidedHeight());
    return switch (proposal.getOutcome()) {
      case PROPOSAL_OUTCOME_PENDING -> "not decided yet";
      case PROPOSAL_OUTCOME_APPLIED -> "applied at height " + height;
      case PROPOSAL_OUTCOME_FAILED -> "approved, but could not be applied at height " + height;
      case PROPOSAL_OUTCOME_EXPIRED ->
          "not approved by height "
              + height
              + ": "
              + proposal.getVotesCounted()
              + " of "
              + proposal.getVotes().getNeeded()
              + " votes";
      case PROPOSAL_OUTCOME_UNSPECIFIED, UNRECOGNIZED ->
          "decided; the node does not keep any more what came of it";
    };
  }

  private static boolean isApproved(Votes votes) {
    return votes.getGivenCount() >= votes.getNeeded();
  }

  private static String missing(Proposal proposal) {
    return isApproved(proposal.getVotes())
        ? "approved, waiting for height "
            + Long.toUnsignedString(proposal.getContent().getActualFrom())
        : "waiting for administrators, " + Requests.missing(proposal.getVotes());
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
