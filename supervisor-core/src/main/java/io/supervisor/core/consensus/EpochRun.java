package io.supervisor.core.consensus;

import io.supervisor.api.Height;
import io.supervisor.api.PublicKey;
import io.supervisor.core.consensus.message.Message;
import io.supervisor.core.consensus.message.Precommit;
import io.supervisor.core.consensus.message.Prevote;
import io.supervisor.core.consensus.message.Propose;
import io.supervisor.core.consensus.message.Verified;
import io.supervisor.core.consensus.message.Wish;
import io.supervisor.core.consensus.round.RoundPace;
import io.supervisor.core.consensus.vote.CommitTarget;
import io.supervisor.core.consensus.vote.ProofOfLock;

/**
 * One epoch, from its first round to its decision: checks what comes in, and brings voting and
 * pacing together. After the decision it only answers requests.
 */
final class EpochRun {
  /** Rounds ahead of the present one of which messages are kept (docs/consensus.md, clause 11). */
  static final int ROUNDS_AHEAD_MAX = 4;

  private final EpochContext context;
  private final Requests requests;
  private final Alarms alarms;
  private final Voting voting;
  private final Pacing pacing;
  private final OwnMessages own = new OwnMessages();
  private boolean learnt;

  EpochRun(EpochContext context, RoundPace pace) {
    this.context = context;
    this.requests = new Requests(context.self);
    this.alarms = new Alarms(context);
    this.voting = new Voting(context, requests);
    this.pacing = new Pacing(context, alarms, pace);
  }

  Height epoch() {
    return context.epoch();
  }

  /** Restores before anything else happens, then begins or goes on. */
  void begin(Restored restored) {
    restore(restored);
    own.recent(round()).forEach(message -> context.out.add(new Effect.Broadcast(message)));
    if (!over()) {
      pacing.entered();
      voting.resume();
      voting.entered();
      settle();
    }
  }

  /** Requires a message of this epoch. */
  void onMessage(Verified<? extends Message> verified) {
    var message = verified.message();
    if (!context.validators().holds(message.validator(), verified.author())) {
      return;
    }
    if (verified.author().equals(context.self)) {
      onOwnFromOutside(verified);
      return;
    }
    noteRound(message);
    boolean near = message.round() <= round() + ROUNDS_AHEAD_MAX;
    if (!over() && (near || message instanceof Wish)) {
      handle(verified);
    }
    settle();
  }

  /** A message of ours that is durable; one of an epoch gone by means nothing any more. */
  void onOwnDurable(Verified<? extends Message> verified) {
    if (verified.message().epoch().equals(context.epoch())) {
      own.add(verified);
      if (!over()) {
        handle(verified);
      }
      settle();
    }
  }

  void onProofOfLock(ProofOfLock proof) {
    if (over() || !proof.epoch().equals(context.epoch()) || !proof.holds(context.validators())) {
      return;
    }
    for (var vote : proof.prevotes()) {
      if (vote.author().equals(context.self)) {
        bind(vote);
      } else {
        noteRound(vote.message());
      }
    }
    voting.onProofReceived(proof);
    settle();
  }

  void onChecked(Input.ProposalChecked checked) {
    if (!over()) {
      voting.onChecked(checked.proposeHash(), checked.verdict());
    }
    settle();
  }

  void onSelected(Input.TransactionsSelected selected) {
    if (!over() && selected.epoch().equals(context.epoch())) {
      pacing.onSelected(selected.round(), selected.transactions());
    }
    settle();
  }

  void onExecuted(Input.Executed executed) {
    if (!over()) {
      voting.onExecuted(executed.proposeHash(), executed.blockHash());
    }
    settle();
  }

  void onWork(boolean work) {
    pacing.onWork(work);
    settle();
  }

  void onTimer(Timer timer) {
    if (timer.epoch().equals(context.epoch())) {
      alarms.fired(timer.kind());
    }
    settle();
  }

  void onProposalRequested(Input.ProposalRequested request) {
    if (request.epoch().equals(context.epoch())) {
      voting
          .proposal(request.proposeHash())
          .ifPresent(proposal -> context.out.add(new Effect.Send(request.from(), proposal)));
    }
  }

  void onProofRequested(Input.ProofOfLockRequested request) {
    if (request.epoch().equals(context.epoch())) {
      voting
          .proofFor(request.round(), request.proposeHash())
          .ifPresent(proof -> context.out.add(new Effect.SendProofOfLock(request.from(), proof)));
    }
  }

  void onPeerConnected(PublicKey peer) {
    context
        .state
        .lock()
        .filter(lock -> context.me.isPresent())
        .ifPresent(lock -> context.out.add(new Effect.SendProofOfLock(peer, lock)));
    own.recent(round()).forEach(message -> context.out.add(new Effect.Send(peer, message)));
  }

  private void restore(Restored restored) {
    restored.proposals().stream()
        .filter(proposal -> proposal.message().epoch().equals(context.epoch()))
        .forEach(voting::restoreProposal);
    int round = Math.max(1, restored.round());
    for (var message : restored.own()) {
      if (message.message().epoch().equals(context.epoch())) {
        own.add(message);
        bind(message);
        round = Math.max(round, message.message().round());
      }
    }
    var lock = restored.lock().filter(proof -> proof.epoch().equals(context.epoch()));
    round = Math.max(round, lock.map(ProofOfLock::round).orElse(1));
    context.state = context.state.entered(round);
    lock.ifPresent(voting::restoreLock);
    if (!context.rules.mayResume(context.state)) {
      throw new IllegalStateException("journal: no lock for own precommit in " + context.state);
    }
    own.recent(1).forEach(this::handle);
  }

  private void handle(Verified<? extends Message> verified) {
    switch (verified.message()) {
      case Propose propose -> voting.onPropose(verified.as(Propose.class));
      case Prevote prevote -> voting.onPrevote(verified.as(Prevote.class));
      case Precommit precommit -> voting.onPrecommit(verified.as(Precommit.class));
      case Wish wish -> pacing.onWish(wish, verified.author());
    }
  }

  /**
   * A message of this node's key that peers hold and this node may have forgotten with its disk: it
   * binds, and counts only if it is a proposal, which others vote for whatever we remember.
   */
  private void onOwnFromOutside(Verified<? extends Message> verified) {
    bind(verified);
    if (verified.message() instanceof Propose && !over()) {
      voting.onPropose(verified.as(Propose.class));
    }
    settle();
  }

  private void bind(Verified<? extends Message> verified) {
    var state = context.state;
    context.state =
        switch (verified.message()) {
          case Propose m -> state.proposed(m.round(), verified.hash());
          case Prevote m -> state.prevoted(m.round(), m.proposeHash());
          case Precommit m -> state.precommitted(m.round(), CommitTarget.of(m));
          case Wish m -> state;
        };
  }

  /** Noted before anything can drop the message as too far ahead. */
  private void noteRound(Message message) {
    boolean wish = message instanceof Wish;
    pacing.seenIn(message.validator(), wish ? message.round() - 1 : message.round());
    move();
  }

  /** Whatever the input was: moves on as far as voices and clock say, and sets the timers. */
  private void settle() {
    if (over()) {
      finish();
      return;
    }
    do {
      move();
      pacing.update(voting.underway());
    } while (pacing.roundWanted() > round());
    voting.ask();
    requests.nextDueMs().ifPresent(due -> alarms.at(Timer.Kind.REQUESTS, due));
  }

  private void finish() {
    if (voting.commitment().decided() && !learnt) {
      learnt = true;
      pacing.decided();
    }
  }

  private void move() {
    while (!over() && pacing.roundWanted() > round()) {
      context.state = context.state.entered(pacing.roundWanted());
      context.out.add(new Effect.RecordRound(context.epoch(), round()));
      pacing.entered();
      voting.entered();
    }
  }

  private boolean over() {
    return voting.commitment().over();
  }

  private int round() {
    return context.state.round();
  }
}
