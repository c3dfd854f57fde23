package io.supervisor.core.merkledb;

import org.jspecify.annotations.Nullable;

/**
 * Opens indexes for reading as they would be after a flush: what earlier scripts of a migration
 * made or removed, and below it the data of the instance.
 */
record LayeredSpaces(Records records) implements IndexAccess.Spaces {
  @Override
  public boolean isReadOnly() {
    return true;
  }

  @Override
  public Space open(IndexName name, IndexType type, byte @Nullable [] groupKey) {
    var catalog = new Catalog(records);
    var migrated = catalog.find(name.accepted());
    if (migrated.isEmpty()) {
      return new ReadOnlySpaces(records).open(name, type, groupKey);
    }
    return migrated.get().type() == IndexType.TOMBSTONE
        ? Space.absent(type)
        : new ReadOnlySpaces(records).open(name.accepted(), type, groupKey);
  }
}
