package io.supervisor.core.merkledb;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Full name of an index, or of a group of indexes: two name spaces.
 *
 * @param full prefix and name; begins with {@link #MIGRATION} if the data is that of a migration
 */
record IndexName(String full, boolean isGroup) implements Comparable<IndexName> {
  /** Marks data of a migration that is not flushed yet: not part of the state hash. */
  static final String MIGRATION = "^";

  private static final Pattern PATTERN = Pattern.compile("\\^?[a-zA-Z0-9_-]+(\\.[a-zA-Z0-9_-]+)*");

  /**
   * @throws IllegalArgumentException if the name is not well formed
   */
  void requireWellFormed() {
    if (!PATTERN.matcher(full).matches()) {
      throw new IllegalArgumentException(
          "name of an index: got '" + full + "', want parts of a-z A-Z 0-9 _ - joined by dots");
    }
  }

  /** Whether Merkelized indexes of this name are part of the state hash (wire.md section 2.7). */
  boolean isAggregated() {
    return !isGroup && !full.startsWith(MIGRATION);
  }

  /** The name that data of a migration has once it is flushed. */
  IndexName flushed() {
    return new IndexName(full.substring(MIGRATION.length()), isGroup);
  }

  byte[] bytes() {
    return full.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public int compareTo(IndexName other) {
    var byGroup = Boolean.compare(isGroup, other.isGroup);
    return byGroup != 0 ? byGroup : full.compareTo(other.full);
  }
}
