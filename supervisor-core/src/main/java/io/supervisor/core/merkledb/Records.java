package io.supervisor.core.merkledb;

import io.supervisor.api.proof.ProofPath;
import java.util.SortedSet;

/** Records that indexes work on, and what Merkle trees have not taken in yet. */
interface Records extends KeyValueView {
  /**
   * @throws IllegalStateException if these may not be changed
   */
  void put(byte[] key, byte[] value);

  /** As {@link #put}. */
  void remove(byte[] key);

  /** Notes that an entry of a Merkelized map changed. */
  void markChanged(byte[] map, ProofPath path);

  /** Entries of a map noted since the last call, ascending. */
  SortedSet<ProofPath> takeChanged(byte[] map);
}
