package io.supervisor.core.merkledb;

import io.supervisor.api.Hash;
import io.supervisor.api.proof.MapProof;
import io.supervisor.api.storage.Access;
import java.util.Optional;

/**
 * The changes of a block in the making, over the state before it. For one thread.
 *
 * <p>An index becomes part of the state hash by being opened through {@link #access}, unless that
 * is undone by {@link #rollback}. Merkle trees take changes in when a hash or a proof is asked for.
 */
public final class Fork {
  private final Overlay records;
  private final WritableSpaces spaces;
  private final Aggregator aggregator;

  public Fork(KeyValueView base) {
    this.records = new Overlay(base);
    this.spaces = new WritableSpaces(records);
    this.aggregator = new Aggregator(records);
  }

  /**
   * The patch that {@link Patch#withoutTrees} was taken of.
   *
   * @param base the state that the patch was made over
   */
  public static Patch redo(KeyValueView base, Patch withoutTrees) {
    var fork = new Fork(base);
    for (var change : withoutTrees.changes()) {
      fork.records.redo(change);
      if (Keys.isMapEntry(change.key())) {
        MapSpace.markChanged(fork.records, change.key());
      }
    }
    fork.updateTrees();
    return fork.records.toPatch();
  }

  /**
   * Way to indexes that may be changed. Index objects are not to be used after a {@link #rollback}
   * of the savepoint that they were opened in.
   *
   * @param prefix what stands before the names of indexes: {@code "<instance name>."} for a
   *     service, empty for the core, whose names are full ones
   */
  public Access access(String prefix) {
    return new IndexAccess(spaces, prefix);
  }

  /**
   * Way to indexes as they are in this fork, changes included, that may not be changed. An index
   * that does not exist when it is opened is empty, and stays so.
   */
  public Access readOnly(String prefix) {
    return new IndexAccess(new ReadOnlySpaces(records), prefix);
  }

  /** New data of an instance whose data is being migrated. */
  public Migration migration(String instanceName) {
    return new Migration(records, spaces, aggregator, instanceName);
  }

  /**
   * Erases records of indexes that are gone, as the node's own work beside blocks: what it removes
   * cannot be reached by any block.
   *
   * @param recordsMax so many at most
   * @return whether there may be more
   */
  public boolean erase(int recordsMax) {
    return new Erasure(records).run(recordsMax);
  }

  /** From here on changes can be undone. Savepoints nest. */
  public void savepoint() {
    records.savepoint();
  }

  /**
   * Undoes what changed since the last savepoint, which ends, and lifts {@link #poison}.
   *
   * @throws IllegalStateException if there is no savepoint
   */
  public void rollback() {
    records.rollback();
  }

  /**
   * Keeps what changed since the last savepoint, which ends.
   *
   * @throws IllegalStateException if there is none
   */
  public void release() {
    records.release();
  }

  /** From here on every access throws {@link IllegalStateException}, until {@link #rollback}. */
  public void poison() {
    records.poison();
  }

  public boolean isPoisoned() {
    return records.isPoisoned();
  }

  /** Hash over all Merkelized indexes, changes included (wire.md section 2.7). */
  public Hash stateHash() {
    spaces.openedAggregated().forEach((name, space) -> aggregator.put(name, space.objectHash()));
    return aggregator.stateHash();
  }

  /** As {@link Snapshot#objectHash}, of the state that {@link #stateHash} covers. */
  public Optional<Hash> objectHash(String fullName) {
    stateHash();
    return aggregator.get(fullName);
  }

  /**
   * Proof against {@link #stateHash} that an index has its hash, or that there is no such index.
   */
  public MapProof indexProof(String fullName) {
    stateHash();
    return aggregator.proof(fullName);
  }

  /** All changes, Merkle trees and aggregator brought up to date. */
  public Patch toPatch() {
    settle();
    return records.toPatch();
  }

  /**
   * The records as they are now, Merkle trees and aggregator brought up to date. For reading while
   * the fork is not changed.
   */
  public KeyValueView view() {
    settle();
    return records;
  }

  private void settle() {
    stateHash();
    updateTrees();
  }

  private void updateTrees() {
    for (var map : records.changedMaps()) {
      new MapSpace(Space.ofData(records, map)).update();
    }
  }
}
