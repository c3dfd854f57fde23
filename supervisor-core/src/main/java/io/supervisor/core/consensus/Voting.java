package io.supervisor.core.consensus;

import io.supervisor.api.Hash;
import io.supervisor.api.PublicKey;
import io.supervisor.core.consensus.Proposals.Entry;
import io.supervisor.core.consensus.Proposals.Status;
import io.supervisor.core.consensus.message.Precommit;
import io.supervisor.core.consensus.message.Prevote;
import io.supervisor.core.consensus.message.Propose;
import io.supervisor.core.consensus.message.Verified;
import io.supervisor.core.consensus.vote.CommitTarget;
import io.supervisor.core.consensus.vote.ProofOfLock;
import io.supervisor.core.consensus.vote.VoteTally;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Proposals, prevotes, locks and precommits of one epoch (docs/consensus.md, clauses 16 to 32).
 * Requires messages whose author, epoch and round have been checked.
 *
 * <pre>
 * proposal valid              -> prevote, execute        (not locked, round reached)
 * quorum of prevotes          -> lock, prevote, execute  (proposal valid, round above the lock)
 * locked and executed         -> precommit
 * quorum of precommits        -> execute, commit         (proposal valid)
 * </pre>
 */
final class Voting {
  /** Rounds back for which a node that locks late still prevotes. */
  static final int LATE_PREVOTES_MAX = 4;

  private final EpochContext context;
  private final Outbox out;
  private final Requests requests;
  private final Commitment commitment;
  private final Proposals proposals = new Proposals();
  private final VoteTally<Prevote> prevotes = new VoteTally<>(vote -> vote.message().proposeHash());

  /** Proofs above the lock that wait for their proposals, by round. */
  private final SortedMap<Integer, ProofOfLock> waiting = new TreeMap<>();

  /** Rounds locked on the proposal of the present lock, in which a precommit may be due. */
  private final TreeSet<Integer> owed = new TreeSet<>();

  Voting(EpochContext context, Requests requests) {
    this.context = context;
    this.out = context.out;
    this.requests = requests;
    this.commitment = new Commitment(context);
  }

  Commitment commitment() {
    return commitment;
  }

  /** Whether a decision is on its way in this round, so that waiting has an end. */
  boolean underway() {
    return context.state.lock().isPresent() || proposals.anyOf(context.state.round());
  }

  Optional<Verified<Propose>> proposal(Hash proposeHash) {
    return Optional.ofNullable(proposals.get(proposeHash)).map(entry -> entry.proposal);
  }

  /** Takes back a proposal that was kept, so it was valid. */
  void restoreProposal(Verified<Propose> proposal) {
    var entry = proposals.put(proposal);
    entry.status = Status.VALID;
    entry.kept = true;
  }

  /** Takes back the lock; nothing is recorded or sent for it. */
  void restoreLock(ProofOfLock proof) {
    context.state = context.state.locked(proof);
    owed.add(proof.round());
    proof.prevotes().forEach(vote -> learn(vote.author(), proof.proposeHash()));
  }

  /** After a restart, when all is restored: goes on with what the lock asks for. */
  void resume() {
    context.state.lock().map(lock -> proposals.get(lock.proposeHash())).ifPresent(this::execute);
  }

  /** The node is in a new round: speaks for its lock, or for the proposal that came early. */
  void entered() {
    int round = context.state.round();
    var lock = context.state.lock();
    if (lock.isPresent()) {
      if (context.me.isPresent()) {
        out.add(new Effect.BroadcastProofOfLock(lock.get()));
      }
      prevote(round, proposals.get(lock.get().proposeHash()));
    } else {
      proposals.validOf(round).ifPresent(this::prevoteAndExecute);
    }
  }

  void onPropose(Verified<Propose> proposal) {
    var propose = proposal.message();
    var leader = context.validators().leader(propose.epoch(), propose.round());
    if (!leader.equals(propose.validator())
        || !propose.previousHash().equals(context.start.previousHash())
        || proposals.get(proposal.hash()) != null) {
      return;
    }
    var named = new Requests.Key.Proposal(proposal.hash());
    if (!counts(proposals.addToSlot(proposal)) && !requests.wants(named)) {
      return;
    }
    requests.done(named);
    var entry = proposals.put(proposal);
    if (Proposals.malformed(propose, context.start.config()).isPresent()) {
      entry.status = Status.INVALID;
      commitment.settle(entry);
    } else {
      out.add(new Effect.CheckProposal(proposal));
    }
  }

  void onChecked(Hash proposeHash, Input.Verdict verdict) {
    var entry = proposals.get(proposeHash);
    if (entry == null || entry.status != Status.OPEN) {
      return;
    }
    if (verdict instanceof Input.Verdict.Incomplete incomplete) {
      entry.missing = incomplete.missing();
      askForTransactions(entry);
      return;
    }
    requests.done(new Requests.Key.Transactions(proposeHash));
    if (verdict instanceof Input.Verdict.Valid) {
      entry.status = Status.VALID;
      onValid(entry);
    } else {
      entry.status = Status.INVALID;
      commitment.settle(entry);
    }
  }

  void onPrevote(Verified<Prevote> vote) {
    if (!counts(prevotes.add(vote))) {
      return;
    }
    var prevote = vote.message();
    learn(vote.author(), prevote.proposeHash());
    askForLock(prevote.lockedRound(), prevote.proposeHash(), vote.author());
    var votes = prevotes.votes(prevote.round(), prevote.proposeHash());
    if (votes.size() >= context.validators().quorum()) {
      ProofOfLock.of(votes).ifPresent(this::onProof);
    }
  }

  /** Votes of a unit count for it whatever else has been stored of their authors. */
  void onProofReceived(ProofOfLock proof) {
    proof.prevotes().forEach(vote -> counts(prevotes.add(vote)));
    onProof(proof);
  }

  void onPrecommit(Verified<Precommit> vote) {
    if (!counts(commitment.add(vote))) {
      return;
    }
    var proposeHash = vote.message().proposeHash();
    learn(vote.author(), proposeHash);
    askForLock(vote.message().round(), proposeHash, vote.author());
    commit(proposals.get(proposeHash));
  }

  void onExecuted(Hash proposeHash, Hash blockHash) {
    var entry = proposals.get(proposeHash);
    if (entry == null || entry.blockHash != null) {
      return;
    }
    entry.blockHash = blockHash;
    precommitOwed(entry);
    commitment.settle(entry);
  }

  /** Proof of lock for a peer that lacks one of this round or a later one. */
  Optional<ProofOfLock> proofFor(int round, Hash proposeHash) {
    var lock = context.state.lock();
    if (lock.isPresent() && lock.get().round() >= round) {
      return lock;
    }
    return Optional.ofNullable(waiting.get(round))
        .filter(proof -> proof.proposeHash().equals(proposeHash));
  }

  /** What can be asked of whom, now. */
  void ask() {
    for (var due : requests.due(out.nowMs())) {
      switch (due.key()) {
        case Requests.Key.Proposal(var hash) ->
            out.add(new Effect.RequestProposal(due.owner(), context.epoch(), hash));
        case Requests.Key.Lock(var round, var hash) ->
            out.add(new Effect.RequestProofOfLock(due.owner(), context.epoch(), round, hash));
        case Requests.Key.Transactions(var hash) -> {
          var entry = proposals.get(hash);
          if (entry != null) {
            out.add(new Effect.RequestTransactions(due.owner(), hash, entry.missing));
          }
        }
      }
    }
  }

  private void onValid(Entry entry) {
    prevoteAndExecute(entry);
    for (var proof : List.copyOf(waiting.values())) {
      if (proof.proposeHash().equals(entry.hash())) {
        waiting.remove(proof.round());
        lock(proof, entry);
      }
    }
    commit(entry);
  }

  private void onProof(ProofOfLock proof) {
    if (!context.rules.mayLock(context.state, proof)) {
      return;
    }
    requests.drop(key -> key instanceof Requests.Key.Lock lock && lock.round() <= proof.round());
    var entry = proposals.get(proof.proposeHash());
    if (entry != null && entry.valid()) {
      lock(proof, entry);
    } else {
      waiting.putIfAbsent(proof.round(), proof);
      proof.prevotes().forEach(vote -> learn(vote.author(), proof.proposeHash()));
    }
  }

  private void lock(ProofOfLock proof, Entry entry) {
    if (!context.rules.mayLock(context.state, proof)) {
      return;
    }
    keep(entry);
    out.add(new Effect.RecordLock(proof));
    if (!context.state.lockedOn(entry.hash())) {
      owed.clear();
    }
    owed.add(proof.round());
    context.state = context.state.locked(proof);
    waiting.headMap(proof.round() + 1).clear();
    int round = context.state.round();
    for (int late = Math.max(proof.round(), round - LATE_PREVOTES_MAX); late <= round; late++) {
      prevote(late, entry);
    }
    execute(entry);
    precommitOwed(entry);
  }

  private void prevoteAndExecute(Entry entry) {
    prevote(entry.round(), entry);
    boolean voted = context.state.prevotedFor(entry.round(), entry.hash());
    if (entry.round() == context.state.round() && (voted || context.me.isEmpty())) {
      execute(entry);
    }
  }

  private void prevote(int round, @Nullable Entry entry) {
    if (entry == null
        || !entry.valid()
        || context.me.isEmpty()
        || !context.rules.mayPrevote(context.state, round, entry.hash())) {
      return;
    }
    keep(entry);
    int locked = context.state.lockedRound();
    out.sign(
        new Prevote(
            context.me.get(), context.epoch(), round, entry.hash(), locked < round ? locked : 0));
    context.state = context.state.prevoted(round, entry.hash());
  }

  private void precommitOwed(Entry entry) {
    if (context.me.isEmpty() || entry.blockHash == null) {
      return;
    }
    var target = new CommitTarget(entry.hash(), entry.blockHash);
    for (int round : owed) {
      if (context.rules.mayPrecommit(context.state, round, entry.hash())) {
        out.sign(
            new Precommit(
                context.me.get(),
                context.epoch(),
                round,
                target.proposeHash(),
                target.blockHash(),
                out.now().wall()));
        context.state = context.state.precommitted(round, target);
      }
    }
  }

  private void commit(@Nullable Entry entry) {
    if (entry != null && commitment.isCertified(entry.hash())) {
      execute(entry);
      commitment.settle(entry);
    }
  }

  private void keep(Entry entry) {
    if (!entry.kept) {
      entry.kept = true;
      out.add(new Effect.KeepProposal(entry.proposal));
    }
  }

  private void execute(Entry entry) {
    if (!entry.executing && entry.valid()) {
      entry.executing = true;
      out.add(new Effect.Execute(entry.proposal));
    }
  }

  /** Whoever votes for a proposal has it, and its transactions. */
  private void learn(PublicKey owner, Hash proposeHash) {
    var entry = proposals.get(proposeHash);
    if (entry == null) {
      requests.need(new Requests.Key.Proposal(proposeHash), owner, out.nowMs());
    } else if (entry.status == Status.OPEN && !entry.missing.isEmpty()) {
      requests.need(new Requests.Key.Transactions(proposeHash), owner, out.nowMs());
    }
  }

  private void askForTransactions(Entry entry) {
    learn(entry.proposal.author(), entry.hash());
    prevotes.all().stream()
        .filter(vote -> vote.message().proposeHash().equals(entry.hash()))
        .forEach(vote -> learn(vote.author(), entry.hash()));
    commitment.all().stream()
        .filter(vote -> vote.message().proposeHash().equals(entry.hash()))
        .forEach(vote -> learn(vote.author(), entry.hash()));
  }

  private void askForLock(int round, Hash proposeHash, PublicKey owner) {
    int known = waiting.isEmpty() ? context.state.lockedRound() : waiting.lastKey();
    if (round > known) {
      requests.need(new Requests.Key.Lock(round, proposeHash), owner, out.nowMs());
    }
  }

  /** Whether the message counts. Evidence is passed on; never against this node's own key. */
  private boolean counts(VoteTally.Added added) {
    return switch (added) {
      case VoteTally.Added.Counted counted -> true;
      case VoteTally.Added.Ignored ignored -> false;
      case VoteTally.Added.Conflicting(var evidence) -> {
        if (!evidence.offender().equals(context.self)) {
          out.add(new Effect.ReportEvidence(evidence));
        }
        yield false;
      }
    };
  }
}
