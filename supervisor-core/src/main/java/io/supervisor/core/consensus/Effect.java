package io.supervisor.core.consensus;

import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.PublicKey;
import io.supervisor.core.consensus.message.Draft;
import io.supervisor.core.consensus.message.Message;
import io.supervisor.core.consensus.message.Propose;
import io.supervisor.core.consensus.message.Verified;
import io.supervisor.core.consensus.message.Wish;
import io.supervisor.core.consensus.vote.Evidence;
import io.supervisor.core.consensus.vote.ProofOfLock;
import java.util.List;

/**
 * All that the core asks of the world: the only way out, carried out in list order.
 *
 * <p>Durability: records ({@link KeepProposal}, {@link RecordLock}, {@link RecordRound}, {@link
 * Sign}) go to the journal in the order given. Before a signed message leaves, it and everything
 * recorded before it must have been synced; one sync may serve many. Other sends need not wait.
 */
public sealed interface Effect {
  /** Journal: the proposal together with the bodies of its transactions, all of them known. */
  record KeepProposal(Verified<Propose> proposal) implements Effect {}

  /** Journal: this node is locked now, and this is why. */
  record RecordLock(ProofOfLock proof) implements Effect {}

  /** Journal, no sync needed for its own sake: the round entered. */
  record RecordRound(Height epoch, int round) implements Effect {}

  /**
   * Sign once, journal the exact bytes, sync; then send to all peers and give back {@link
   * Input.OwnMessageDurable}. A proposal, a prevote or a precommit.
   */
  record Sign(Draft<? extends Message> draft) implements Effect {}

  /** Sign and send to all peers; no journal, no answer. */
  record SendWish(Draft<Wish> draft) implements Effect {}

  /** Send these bytes, durable already, to all peers. */
  record Broadcast(Verified<? extends Message> message) implements Effect {}

  /** Send to all peers. */
  record BroadcastProofOfLock(ProofOfLock proof) implements Effect {}

  /** Send these bytes to one peer, if it is connected. */
  record Send(PublicKey peer, Verified<? extends Message> message) implements Effect {}

  /** Send to one peer, if it is connected. */
  record SendProofOfLock(PublicKey peer, ProofOfLock proof) implements Effect {}

  /** Ask one peer, if it is connected; the answer comes as {@link Input.MessageReceived}. */
  record RequestProposal(PublicKey peer, Height epoch, Hash proposeHash) implements Effect {}

  /** Ask one peer for what is missing of a proposal; leads to {@link Input.ProposalChecked}. */
  record RequestTransactions(PublicKey peer, Hash proposeHash, List<Hash> transactions)
      implements Effect {
    public RequestTransactions {
      transactions = List.copyOf(transactions);
    }
  }

  /** Ask one peer; the answer comes as {@link Input.ProofOfLockReceived}. */
  record RequestProofOfLock(PublicKey peer, Height epoch, int round, Hash proposeHash)
      implements Effect {}

  /** Ask one peer for the transactions of its pool: it knows of work, we do not. */
  record RequestPool(PublicKey peer) implements Effect {}

  /** Answer with {@link Input.TimerFired} when the monotonic clock shows {@code atMs} or more. */
  record Schedule(Timer timer, long atMs) implements Effect {}

  /** Answer with {@link Input.ProposalChecked}. */
  record CheckProposal(Verified<Propose> proposal) implements Effect {}

  /**
   * Choose transactions for a proposal, oldest first, admissible on the parent state, within the
   * limits of count and bytes. Answer with {@link Input.TransactionsSelected}.
   */
  record SelectTransactions(Height epoch, int round) implements Effect {}

  /** Execute on the parent state, keep the result. Answer with {@link Input.Executed}. */
  record Execute(Verified<Propose> proposal) implements Effect {}

  /** Make the block part of the chain. Answer with {@link Input.EpochBegan}. */
  record Commit(Decision decision) implements Effect {}

  /**
   * Keep for ever, once for each offender, kind, epoch and round: the core may say it again after a
   * restart.
   */
  record ReportEvidence(Evidence evidence) implements Effect {}

  /**
   * A quorum decided what this node cannot follow: another block hash, or a proposal invalid here.
   * This node is wrong or more than f are. The core does nothing more in this epoch; people must
   * look.
   */
  record Halt(Height epoch, String reason) implements Effect {}
}
