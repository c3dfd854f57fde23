package io.supervisor.core.journal;

import com.google.protobuf.ByteString;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import java.util.List;

/**
 * What the journal holds. All but {@link Lasting} records belong to an epoch, which equals the
 * height of the block that it decides, and mean nothing once that block is decided and safe
 * elsewhere: so nothing has to be erased at a commit (consensus.md H5, H16).
 *
 * <p>Messages are whole serialized {@code exonum.SignedMessage}s, byte for byte as signed.
 */
public sealed interface JournalRecord {
  /** Record of one epoch. */
  sealed interface OfEpoch extends JournalRecord {
    Height epoch();
  }

  /** Record that is kept for ever, or until one with an equal key replaces it. */
  sealed interface Lasting extends JournalRecord {
    String key();
  }

  /** Transactions without which the node could not stand by its votes (H3). */
  record Bodies(Height epoch, List<ByteString> transactions) implements OfEpoch {
    public Bodies {
      transactions = List.copyOf(transactions);
    }
  }

  /** The node has entered a round; rounds begin with 1. */
  record Round(Height epoch, int round) implements OfEpoch {}

  /** Proposal, prevote or precommit of this node, recorded before it leaves (H6, H11, H12). */
  record OwnMessage(Height epoch, int round, ByteString signed) implements OfEpoch {}

  /** Proposal, of whatever author, that a vote or lock of this node refers to. */
  record Proposal(Height epoch, ByteString signed) implements OfEpoch {}

  /** Lock with its proof, one unit: prevotes of that round for that proposal, a quorum (H4). */
  record Lock(Height epoch, int round, Hash proposeHash, List<ByteString> prevotes)
      implements OfEpoch {
    public Lock {
      prevotes = List.copyOf(prevotes);
    }
  }

  /**
   * Decision of an epoch.
   *
   * @param header canonical bytes of the block header
   * @param transactions those of its transactions that no {@link Bodies} of the epoch holds
   * @param patch encoded changes of the state, without what {@code Fork.redo} computes from them
   */
  record Decided(
      Height epoch,
      ByteString header,
      List<ByteString> precommits,
      List<Hash> transactionHashes,
      List<ByteString> transactions,
      ByteString patch)
      implements OfEpoch {
    public Decided {
      precommits = List.copyOf(precommits);
      transactionHashes = List.copyOf(transactionHashes);
      transactions = List.copyOf(transactions);
    }
  }

  /**
   * Step of a migration script, between the block before the epoch's and that.
   *
   * @param migration tells it from all other migrations of the chain
   * @param step number in the migration, from 1 on
   * @param patch encoded changes of the state, without what {@code Fork.redo} computes from them
   */
  record MigrationStep(Height epoch, String instance, int migration, long step, ByteString patch)
      implements OfEpoch {}

  /**
   * Two messages of one author that contradict each other (A1).
   *
   * @param key names offender, kind, epoch and round: one record for each
   */
  record Evidence(String key, Height epoch, ByteString first, ByteString second)
      implements Lasting {}

  /** What this node alone has found out, such as the outcome of a deployment. */
  record NodeResult(String key, ByteString value) implements Lasting {}
}
