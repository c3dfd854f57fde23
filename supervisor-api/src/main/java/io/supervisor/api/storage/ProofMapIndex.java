package io.supervisor.api.storage;

import io.supervisor.api.Hash;
import io.supervisor.api.proof.MapProof;
import java.util.List;

/** {@link MapIndex} with a hash and proofs (wire.md sections 2.4, 3.2). */
public interface ProofMapIndex<K, V> extends MapIndex<K, V> {
  Hash objectHash();

  /**
   * Proof of presence or absence of each key; keys may repeat. Keys in the proof are value bytes.
   */
  MapProof proof(List<K> keys);
}
