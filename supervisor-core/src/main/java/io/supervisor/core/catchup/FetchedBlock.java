package io.supervisor.core.catchup;

import com.google.protobuf.ByteString;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.core.consensus.message.Precommit;
import io.supervisor.core.consensus.message.Verified;
import io.supervisor.wire.Block;
import java.util.List;
import java.util.Map;

/**
 * A block as a peer sent it. The signatures of its precommits hold; nothing else is certain before
 * {@link Certificate#problem} says so, least of all the transactions: theirs are not looked at,
 * because a certified block lists only what a quorum has verified.
 *
 * @param header as received
 * @param block the header, decoded
 * @param hash of the header
 * @param bodies some of the transactions, by hash
 */
public record FetchedBlock(
    ByteString header,
    Block block,
    Hash hash,
    List<Verified<Precommit>> precommits,
    List<Hash> transactionHashes,
    Map<Hash, VerifiedTransaction> bodies) {
  public FetchedBlock {
    precommits = List.copyOf(precommits);
    transactionHashes = List.copyOf(transactionHashes);
    bodies = Map.copyOf(bodies);
  }

  /** Requires a height that fits, as {@code PeerGate} makes sure. */
  public Height height() {
    return new Height(block.getHeight());
  }

  /** What it takes on the heap, roughly. */
  public long bytes() {
    long bytes = 512L + header.size() + 512L * precommits.size() + 64L * transactionHashes.size();
    for (var body : bodies.values()) {
      bytes += 256L + body.size();
    }
    return bytes;
  }
}
