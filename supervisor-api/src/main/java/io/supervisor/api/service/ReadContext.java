package io.supervisor.api.service;

import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.proof.BlockProof;
import io.supervisor.api.proof.MapProof;
import io.supervisor.api.storage.Access;
import java.util.Optional;

/**
 * One snapshot, taken after a block was committed, on which a read is answered. Used by one thread.
 */
public interface ReadContext {
  InstanceSpec instance();

  /** Height of the last block of the snapshot. */
  Height height();

  /** Indexes of this instance, read-only. */
  Access data();

  ChainView chain();

  /** The last block of the snapshot with its precommits; none in genesis. */
  BlockProof block();

  /**
   * Proof of the hash of an index of this instance against the state hash of {@link #block()}.
   *
   * @param indexName without prefix
   */
  MapProof indexProof(String indexName);

  /** Bytes of a committed transaction: a SignedMessage. */
  Optional<byte[]> transaction(Hash hash);
}
