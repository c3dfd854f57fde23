package io.supervisor.core.merkledb;

import java.util.ArrayList;

/** Removes the records of indexes that {@link Catalog#drop} has taken away. */
final class Erasure {
  private final Records records;

  Erasure(Records records) {
    this.records = records;
  }

  /** Returns whether there may be more to remove. */
  boolean run(int recordsMax) {
    var gone = new ArrayList<byte[]>();
    records
        .scan(Keys.gone(), Keys.end(Keys.gone()))
        .forEachRemaining(entry -> gone.add(entry.getKey()));
    int left = recordsMax;
    for (var key : gone) {
      left -= Space.ofData(records, Keys.dataOfGone(key)).erase(left);
      if (left == 0) {
        return true;
      }
      records.remove(key);
    }
    return false;
  }
}
