package io.supervisor.core.replica;

import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.core.catchup.FetchedBlock;
import io.supervisor.core.consensus.message.Message;
import io.supervisor.core.consensus.message.Verified;
import io.supervisor.core.consensus.vote.ProofOfLock;
import java.util.List;

/** What a peer said, decoded, bounded and its signatures checked: made by {@link PeerGate} only. */
public sealed interface PeerInput {
  /** Proposals, votes and wishes, of any author. */
  record ConsensusMessages(List<Verified<? extends Message>> messages) implements PeerInput {
    public ConsensusMessages {
      messages = List.copyOf(messages);
    }
  }

  record ProofOfLockGiven(ProofOfLock proof) implements PeerInput {}

  record Transactions(List<VerifiedTransaction> transactions) implements PeerInput {
    public Transactions {
      transactions = List.copyOf(transactions);
    }
  }

  /** Where the peer says it stands; any values. */
  record Status(Height height, Hash lastHash, int poolCount) implements PeerInput {}

  record ProposalRequested(Height epoch, Hash proposeHash) implements PeerInput {}

  record ProofOfLockRequested(Height epoch, int round, Hash proposeHash) implements PeerInput {}

  record TransactionsRequested(List<Hash> hashes) implements PeerInput {
    public TransactionsRequested {
      hashes = List.copyOf(hashes);
    }
  }

  record PoolRequested() implements PeerInput {}

  /**
   * @param count at least 1, at most {@link PeerLimits#BLOCKS_MAX}
   */
  record BlocksRequested(Height from, int count) implements PeerInput {}

  record Blocks(List<FetchedBlock> blocks) implements PeerInput {
    public Blocks {
      blocks = List.copyOf(blocks);
    }
  }
}
