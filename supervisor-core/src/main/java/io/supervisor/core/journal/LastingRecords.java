package io.supervisor.core.journal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where the newest record of each key stands, so that it can be moved before its file goes. */
final class LastingRecords {
  private final Map<String, Placed> byKey = new LinkedHashMap<>();

  record Placed(String segment, JournalRecord.Lasting record) {}

  void put(Placed placed) {
    byKey.put(placed.record().key(), placed);
  }

  /** Those whose newest copy is in this segment. */
  List<JournalRecord.Lasting> in(String segment) {
    return byKey.values().stream()
        .filter(placed -> placed.segment().equals(segment))
        .map(Placed::record)
        .toList();
  }
}
