package io.supervisor.core.journal;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.crypto.Sha256;
import io.supervisor.api.crypto.SignedEnvelope;
import io.supervisor.api.crypto.VerifiedPrecommit;
import io.supervisor.wire.Block;
import java.util.List;

/**
 * A decided block as it is kept and handed on.
 *
 * @param header canonical bytes of {@link Block}
 * @param precommits serialized signed precommits of one round, at least a quorum; empty for genesis
 * @param transactionHashes in order of execution
 * @param transactions serialized signed transactions, in the same order and as many
 */
public record BlockRecord(
    ByteString header,
    List<ByteString> precommits,
    List<Hash> transactionHashes,
    List<ByteString> transactions) {
  public BlockRecord {
    precommits = List.copyOf(precommits);
    transactionHashes = List.copyOf(transactionHashes);
    transactions = List.copyOf(transactions);
    if (transactions.size() != transactionHashes.size()) {
      throw new IllegalArgumentException(
          "transactions: got " + transactions.size() + ", want " + transactionHashes.size());
    }
  }

  /** The header, decoded. */
  public Block block() {
    return parse(header);
  }

  /** SHA-256 of the header. */
  public Hash hash() {
    return Sha256.of(header.toByteArray());
  }

  public Height height() {
    return new Height(block().getHeight());
  }

  /** The round in which the precommits decided; 0 for genesis. */
  public int round() {
    return precommits.isEmpty()
        ? 0
        : VerifiedPrecommit.trusted(SignedEnvelope.parse(precommits.getFirst().toByteArray()))
            .round();
  }

  static Block parse(ByteString header) {
    try {
      return Block.parseFrom(header);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("header: not a block", e);
    }
  }
}
