package io.supervisor.core.consensus;

import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.PublicKey;
import io.supervisor.core.consensus.message.Message;
import io.supervisor.core.consensus.message.Verified;
import io.supervisor.core.consensus.vote.ProofOfLock;
import java.util.List;

/**
 * All that can happen to a validator or an auditor: the only way in. Inputs from peers may hold
 * anything; inputs from the shell must be true.
 */
public sealed interface Input {
  /** The first input, once: begins the work. */
  record Started() implements Input {}

  /** A peer sent a signed message, its own or another's. */
  record MessageReceived(PublicKey from, Verified<? extends Message> message) implements Input {}

  /** A peer sent a proof of lock, asked for or not. */
  record ProofOfLockReceived(PublicKey from, ProofOfLock proof) implements Input {}

  /**
   * Answers {@link Effect.Sign}: the message is durable, or is made durable by the sync that
   * everything that follows from this input waits for, so that a crash loses both or neither.
   */
  record OwnMessageDurable(Verified<? extends Message> message) implements Input {}

  /** Answers {@link Effect.CheckProposal}; again whenever the answer changed from incomplete. */
  record ProposalChecked(Hash proposeHash, Verdict verdict) implements Input {}

  /** Answers {@link Effect.SelectTransactions}. Nothing to select is an answer too. */
  record TransactionsSelected(Height epoch, int round, List<Hash> transactions) implements Input {
    public TransactionsSelected {
      transactions = List.copyOf(transactions);
    }
  }

  /** Answers {@link Effect.Execute}. Executing the same proposal again must give the same hash. */
  record Executed(Hash proposeHash, Hash blockHash) implements Input {}

  /** Whether the pool holds a transaction that is admissible on the parent state. */
  record WorkChanged(boolean work) implements Input {}

  /** Answers {@link Effect.Schedule}. */
  record TimerFired(Timer timer) implements Input {}

  /** A peer asks for a proposal of the present epoch. */
  record ProposalRequested(PublicKey from, Height epoch, Hash proposeHash) implements Input {}

  /** A peer asks for a proof of lock of this round or a later one. Any values. */
  record ProofOfLockRequested(PublicKey from, Height epoch, int round, Hash proposeHash)
      implements Input {}

  /** A peer is reachable again, and may have missed what was sent before. */
  record PeerConnected(PublicKey peer) implements Input {}

  /**
   * Follows {@link Effect.Commit} when the block is applied, or comes by itself when the node
   * caught up. Heights only grow.
   */
  record EpochBegan(EpochStart start) implements Input {}

  /**
   * What the parent state and the pool say about a proposal: alike on all nodes but for the pool.
   */
  sealed interface Verdict {
    /** All transactions are known, none is committed, all are admissible on the parent state. */
    record Valid() implements Verdict {}

    /** Will never be valid on this parent state. */
    record Invalid(String reason) implements Verdict {}

    /** These transactions are not known yet; the shell answers again when they are. */
    record Incomplete(List<Hash> missing) implements Verdict {
      public Incomplete {
        missing = List.copyOf(missing);
      }
    }
  }
}
