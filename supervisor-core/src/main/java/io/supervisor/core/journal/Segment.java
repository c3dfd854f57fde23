package io.supervisor.core.journal;

import java.util.Locale;

/** One file of the journal: frames, then zeros. Named after the sequence of its first frame. */
final class Segment {
  private static final String PREFIX = "journal-";

  final String name;
  final long size;

  /** Position behind the last good frame. */
  long end;

  /** Highest epoch of any record in it; 0 if it has none. */
  long lastEpoch;

  Segment(String name, long size) {
    this.name = name;
    this.size = size;
  }

  static String name(long sequence) {
    return PREFIX + String.format(Locale.ROOT, "%016x", sequence);
  }

  /** What else lies in the folder, such as a copy that somebody made, is not of the journal. */
  static boolean isName(String name) {
    return name.matches(PREFIX + "[0-9a-f]{16}");
  }

  void note(JournalRecord record) {
    if (record instanceof JournalRecord.OfEpoch of) {
      lastEpoch = Math.max(lastEpoch, of.epoch().value());
    }
  }
}
