package io.supervisor.core.merkledb;

import org.jspecify.annotations.Nullable;

/** Opens indexes for reading; one that does not exist is empty, and stays so. */
record ReadOnlySpaces(Records records) implements IndexAccess.Spaces {
  @Override
  public boolean isReadOnly() {
    return true;
  }

  @Override
  public Space open(IndexName name, IndexType type, byte @Nullable [] groupKey) {
    return new Catalog(records)
        .find(name, type)
        .map(item -> Space.of(records, item, groupKey, true))
        .orElseGet(() -> Space.absent(type));
  }
}
