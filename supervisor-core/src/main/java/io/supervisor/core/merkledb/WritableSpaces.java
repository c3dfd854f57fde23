package io.supervisor.core.merkledb;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Opens indexes for writing, makes those that do not exist, and remembers which were opened. */
final class WritableSpaces implements IndexAccess.Spaces {
  private final Overlay records;
  private final Catalog catalog;

  /** What the catalog says, without asking it each time; only ever looked up. */
  private final Map<IndexName, Catalog.Item> known = new HashMap<>();

  /** May name indexes that a rollback has taken away. */
  private final TreeMap<IndexName, Catalog.Item> opened = new TreeMap<>();

  WritableSpaces(Overlay records) {
    this(records, new Catalog(records));
  }

  WritableSpaces(Overlay records, Catalog catalog) {
    this.records = records;
    this.catalog = catalog;
  }

  @Override
  public boolean isReadOnly() {
    return false;
  }

  @Override
  public Space open(IndexName name, IndexType type, byte @Nullable [] groupKey) {
    var item = known.get(name);
    if (item == null || item.type() != type) {
      item = catalog.find(name, type).orElseGet(() -> catalog.create(name, type));
      known.put(name, item);
      records.onRollback(() -> known.remove(name));
      if (type.isMerkelized() && name.isAggregated()) {
        opened.put(name, item);
      }
    }
    return Space.of(records, item, groupKey, false);
  }

  /** Aggregated indexes that were opened, and are still there. */
  Map<String, Space> openedAggregated() {
    var result = new TreeMap<String, Space>();
    opened.forEach((name, item) -> {
      if (catalog.find(name).equals(Optional.of(item))) {
        result.put(name.full(), Space.of(records, item, null, false));
      }
    });
    return result;
  }

  /** To be called when the catalog was changed in another way. */
  void forget() {
    known.clear();
    records.onRollback(known::clear);
  }
}
