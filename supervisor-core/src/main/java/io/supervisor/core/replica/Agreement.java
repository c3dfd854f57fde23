package io.supervisor.core.replica;

import io.supervisor.api.Height;
import io.supervisor.api.crypto.Signer;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.core.consensus.Consensus;
import io.supervisor.core.consensus.Effect;
import io.supervisor.core.consensus.Input;
import io.supervisor.core.consensus.Now;
import io.supervisor.core.consensus.message.Draft;
import io.supervisor.core.consensus.message.Message;
import io.supervisor.core.consensus.message.Propose;
import io.supervisor.core.consensus.message.Verified;
import io.supervisor.core.consensus.vote.ProofOfLock;
import io.supervisor.core.journal.Journal;
import io.supervisor.core.journal.JournalRecord;
import io.supervisor.core.pool.TransactionPool;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Carries out what consensus asks for. Own messages are fed back at once, before they are durable:
 * that is as good as after, because nothing leaves the node before the sync that ends the step, and
 * a crash forgets message and consequences together.
 */
final class Agreement {
  private final Consensus consensus;
  private final Signer signer;
  private final Journal journal;
  private final Chain chain;
  private final TransactionPool pool;
  private final Bodies bodies;
  private final Proposals proposals;
  private final EvidenceFile evidence;
  private final Outbox outbox;
  private final Commits commits;
  private final ConsensusTimers timers = new ConsensusTimers();
  private final ConsensusInputs inputs;
  private final Deque<Verified<Propose>> toExecute = new ArrayDeque<>();
  private int round = 1;
  private int lockedRound;
  private boolean halted;

  Agreement(Consensus consensus, Signer signer, Journal journal, Parts parts, Commits commits) {
    this.consensus = consensus;
    this.signer = signer;
    this.journal = journal;
    this.chain = parts.chain();
    this.pool = parts.pool();
    this.bodies = parts.bodies();
    this.proposals = parts.proposals();
    this.evidence = parts.evidence();
    this.outbox = parts.outbox();
    this.inputs = parts.inputs();
    this.commits = commits;
  }

  private void feed(Input input) {
    inputs.feed(input);
  }

  /** Feeds the timers that are due. */
  void feedTimers(long nowMs) {
    timers.due(nowMs).forEach(timer -> feed(new Input.TimerFired(timer)));
  }

  /** Gives consensus everything that was fed, and what comes of it, until nothing is left. */
  void run(Now now) {
    for (var input = inputs.poll(); input != null; input = inputs.poll()) {
      if (input instanceof Input.EpochBegan) {
        beginEpoch();
      }
      for (var effect : consensus.step(now, input)) {
        perform(effect, now);
      }
    }
  }

  /** Executes one proposal that waits for it, and says whether there was one. */
  boolean executeOne() {
    var proposal = toExecute.poll();
    if (proposal == null) {
      return false;
    }
    var block = proposals.execute(proposal);
    feed(new Input.Executed(proposal.hash(), block.hash()));
    return true;
  }

  boolean executionWaits() {
    return !toExecute.isEmpty();
  }

  long wakeAtMs() {
    return timers.nextMs();
  }

  int round() {
    return round;
  }

  /** 0 = not locked. */
  int lockedRound() {
    return lockedRound;
  }

  boolean halted() {
    return halted;
  }

  /** What the journal held when the node started. */
  void restore(int round, int lockedRound) {
    this.round = Math.max(round, 1);
    this.lockedRound = lockedRound;
  }

  private void beginEpoch() {
    toExecute.clear();
    round = 1;
    lockedRound = 0;
  }

  private void perform(Effect effect, Now now) {
    switch (effect) {
      case Effect.KeepProposal(var proposal) -> keep(proposal);
      case Effect.RecordLock(var proof) -> recordLock(proof);
      case Effect.RecordRound(var epoch, var entered) -> recordRound(epoch, entered);
      case Effect.Sign(var draft) -> sign(draft);
      case Effect.SendWish(var draft) -> outbox.broadcast(signed(draft));
      case Effect.Broadcast(var message) -> outbox.broadcast(message);
      case Effect.BroadcastProofOfLock(var proof) ->
          outbox.broadcast(ReplicaEffect.Urgency.CONSENSUS, PeerMessages.proofOfLock(proof));
      case Effect.Send(var peer, var message) ->
          outbox.sendUrgently(peer, PeerMessages.consensus(List.of(message)));
      case Effect.SendProofOfLock(var peer, var proof) ->
          outbox.sendUrgently(peer, PeerMessages.proofOfLock(proof));
      case Effect.RequestProposal(var peer, var epoch, var hash) ->
          outbox.sendUrgently(peer, PeerMessages.proposalRequest(epoch, hash));
      case Effect.RequestTransactions(var peer, _, var transactions) ->
          outbox.sendUrgently(peer, PeerMessages.transactionsRequest(transactions));
      case Effect.RequestProofOfLock(var peer, var epoch, var of, var hash) ->
          outbox.sendUrgently(peer, PeerMessages.proofOfLockRequest(epoch, of, hash));
      case Effect.RequestPool(var peer) -> outbox.send(peer, PeerMessages.poolRequest());
      case Effect.Schedule schedule -> timers.schedule(schedule);
      case Effect.CheckProposal(var proposal) -> feed(proposals.check(proposal));
      case Effect.SelectTransactions(var epoch, var of) -> select(epoch, of);
      case Effect.Execute(var proposal) -> toExecute.add(proposal);
      case Effect.Commit(var decision) -> commits.commit(decision, now);
      case Effect.ReportEvidence(var found) -> evidence.keep(found);
      case Effect.Halt(var epoch, var reason) -> {
        halted = true;
        outbox.report(new ReplicaEvent.Halted(epoch, reason));
      }
    }
  }

  /** Bodies first: a proposal in the journal means that its transactions are there (H3). */
  private void keep(Verified<Propose> proposal) {
    var epoch = proposal.message().epoch();
    bodies.record(epoch, bodies.all(proposal.message().transactions())).ifPresent(journal::append);
    journal.append(new JournalRecord.Proposal(epoch, proposal.toByteString()));
  }

  private void recordLock(ProofOfLock proof) {
    lockedRound = proof.round();
    journal.append(
        new JournalRecord.Lock(
            proof.epoch(),
            proof.round(),
            proof.proposeHash(),
            proof.prevotes().stream().map(Verified::toByteString).toList()));
  }

  private void recordRound(Height epoch, int entered) {
    round = entered;
    journal.append(new JournalRecord.Round(epoch, entered));
    if (entered > 1) {
      outbox.report(new ReplicaEvent.RoundEntered(epoch, entered));
    }
  }

  private void sign(Draft<? extends Message> draft) {
    var message = signed(draft);
    journal.append(
        new JournalRecord.OwnMessage(
            draft.message().epoch(), draft.message().round(), message.toByteString()));
    outbox.broadcast(message);
    feed(new Input.OwnMessageDurable(message));
  }

  private <M extends Message> Verified<M> signed(Draft<M> draft) {
    return draft.signed(signer.publicKey(), signer.sign(draft.payload()));
  }

  private void select(Height epoch, int of) {
    var chosen = pool.oldest(blockCountMax(), BLOCK_BYTES_MAX);
    feed(
        new Input.TransactionsSelected(
            epoch, of, chosen.stream().map(VerifiedTransaction::hash).toList()));
  }

  /** A block's transactions have to reach the others while its round lasts. */
  private static final long BLOCK_BYTES_MAX = 8L << 20;

  /** Bytes of a hash in a proposal, and of all else in it. */
  private static final int BYTES_PER_HASH = 36;

  private static final int PROPOSAL_OVERHEAD = 256;

  /** So many that the proposal itself is no longer than a message may be (H22). */
  private int blockCountMax() {
    long bytes = Integer.toUnsignedLong(chain.config().maxMessageLen()) - PROPOSAL_OVERHEAD;
    long fit = Math.clamp(bytes / BYTES_PER_HASH, 1, PeerLimits.TRANSACTIONS_MAX);
    return (int) Math.min(fit, Integer.toUnsignedLong(chain.config().txsBlockLimit()));
  }
}
