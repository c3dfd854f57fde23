package io.supervisor.api.storage;

import io.supervisor.api.Hash;

/** {@link EntryIndex} with a hash. */
public interface ProofEntryIndex<V> extends EntryIndex<V> {
  /** Object hash of the value, or {@link Hash#ZERO} (wire.md section 2.5). */
  Hash objectHash();
}
