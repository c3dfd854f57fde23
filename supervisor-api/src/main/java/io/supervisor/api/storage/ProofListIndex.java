package io.supervisor.api.storage;

import io.supervisor.api.Hash;
import io.supervisor.api.proof.ListProof;

/**
 * {@link ListIndex} with a hash and proofs (wire.md sections 2.3, 3.1). It has at most 2^56 values.
 */
public interface ProofListIndex<V> extends ListIndex<V> {
  Hash objectHash();

  /**
   * Proof of the values {@code from <= index < to}; those past the end are left out, and proven to
   * be absent.
   *
   * @throws IllegalArgumentException unless {@code 0 <= from < to}
   */
  ListProof proof(long from, long to);
}
