package io.supervisor.core.merkledb;

import io.supervisor.api.Hash;
import io.supervisor.api.storage.Access;
import java.util.Map;

/**
 * New data of an instance whose data is being migrated: beside the old data, and no part of the
 * state hash until it is flushed. Source: lifecycle.md section 6.
 */
public final class Migration {
  private static final String SEPARATOR = ".";

  private final Overlay records;
  private final WritableSpaces spaces;
  private final Aggregator aggregator;
  private final Catalog catalog;
  private final String prefix;

  Migration(Overlay records, WritableSpaces spaces, Aggregator aggregator, String instanceName) {
    this.records = records;
    this.spaces = spaces;
    this.aggregator = aggregator;
    this.catalog = new Catalog(records);
    this.prefix = IndexName.MIGRATION + instanceName + SEPARATOR;
  }

  /** Way to the new indexes. */
  public Access access() {
    return new IndexAccess(spaces, prefix);
  }

  /** Way to the old indexes, which may not be changed. */
  public Access old() {
    return new IndexAccess(
        new ReadOnlySpaces(records), prefix.substring(IndexName.MIGRATION.length()));
  }

  /**
   * Marks an index for removal: its old data goes with the flush.
   *
   * @throws IllegalStateException if there is a new index of this name
   */
  public void remove(String name) {
    spaces.open(new IndexName(prefix + name, false), IndexType.TOMBSTONE, null);
  }

  /** As {@link #remove}, for a group with all its members. */
  public void removeGroup(String name) {
    spaces.open(new IndexName(prefix + name, true), IndexType.TOMBSTONE, null);
  }

  /** Hash over the new Merkelized indexes, under the names that they will have. */
  public Hash hash() {
    var hashes = new Aggregator(new Overlay(KeyValueView.EMPTY));
    catalog
        .beginningWith(prefix)
        .forEach((name, item) -> {
          if (item.type().isMerkelized() && !name.isGroup()) {
            hashes.put(name.flushed().full(), space(item).objectHash());
          }
        });
    return hashes.stateHash();
  }

  /** Puts the new data in the place of the old; indexes that are not in it stay as they are. */
  public void flush() {
    for (var entry : catalog.beginningWith(prefix).entrySet()) {
      var name = entry.getKey().flushed();
      catalog.find(name).ifPresent(old -> delete(name, old));
      catalog.remove(entry.getKey());
      if (entry.getValue().type() != IndexType.TOMBSTONE) {
        catalog.put(name, entry.getValue());
        aggregate(name, entry.getValue());
      }
    }
    spaces.forget();
  }

  private void aggregate(IndexName name, Catalog.Item item) {
    if (item.type().isMerkelized() && name.isAggregated()) {
      aggregator.put(name.full(), space(item).objectHash());
    }
  }

  /** Erases the new data. */
  public void discard() {
    for (Map.Entry<IndexName, Catalog.Item> entry : catalog.beginningWith(prefix).entrySet()) {
      delete(entry.getKey(), entry.getValue());
    }
    spaces.forget();
  }

  private void delete(IndexName name, Catalog.Item item) {
    space(item).clear();
    catalog.remove(name);
    if (item.type().isMerkelized() && name.isAggregated()) {
      aggregator.remove(name.full());
    }
  }

  /** All records of an index, or of all members of a group. */
  private Space space(Catalog.Item item) {
    return Space.of(records, item, null, false);
  }
}
