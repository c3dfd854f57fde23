package io.supervisor.core.merkledb;

import io.supervisor.api.Hash;
import io.supervisor.api.proof.MapProof;
import io.supervisor.api.storage.Access;
import java.util.Optional;
import java.util.SortedMap;

/** Reads and proves one state. May be used by any number of threads if its view may. */
public final class Snapshot {
  private final KeyValueView view;
  private final Records records;
  private final Aggregator aggregator;

  public Snapshot(KeyValueView view) {
    this.view = view;
    this.records = new FixedRecords(view);
    this.aggregator = new Aggregator(records);
  }

  public KeyValueView view() {
    return view;
  }

  /**
   * Read-only way to indexes. An index that does not exist is empty.
   *
   * @param prefix as in {@link Fork#access}
   */
  public Access access(String prefix) {
    return new IndexAccess(new ReadOnlySpaces(records), prefix);
  }

  /** Hash over all Merkelized indexes (wire.md section 2.7). */
  public Hash stateHash() {
    return aggregator.stateHash();
  }

  /** Hash of an index of the aggregator by its full name; empty if it is not in there. */
  public Optional<Hash> objectHash(String fullName) {
    return aggregator.get(fullName);
  }

  /** The aggregator: full name of each index that is part of the state hash, and its hash. */
  public SortedMap<String, Hash> aggregated() {
    return aggregator.all();
  }

  /** Proof against the state hash that an index has its hash, or that there is no such index. */
  public MapProof indexProof(String fullName) {
    return aggregator.proof(fullName);
  }
}
