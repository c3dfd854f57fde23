package io.supervisor.core.merkledb;

import java.nio.charset.StandardCharsets;

/**
 * Full name of an index, or of a group of indexes: two name spaces.
 *
 * @param full prefix and name; begins with {@link #MIGRATION} if the data is that of a migration
 */
record IndexName(String full, boolean isGroup) implements Comparable<IndexName> {
  /** Marks data of a migration that is not flushed yet: not part of the state hash. */
  static final String MIGRATION = "^";

  /** Marks what the script writes that is under way: {@link #MIGRATION} once it has ended. */
  static final String SCRIPT = "^^";

  /**
   * @throws IllegalArgumentException if the name is not well formed
   */
  void requireWellFormed() {
    if (!isWellFormed()) {
      throw new IllegalArgumentException(
          "name of an index: got '" + full + "', want parts of a-z A-Z 0-9 _ - joined by dots");
    }
  }

  // By hand, because every opening of an index asks.
  private boolean isWellFormed() {
    var afterDot = true;
    for (var i = marks(); i < full.length(); i++) {
      var c = full.charAt(i);
      if (afterDot ? !isWordCharacter(c) : c != '.' && !isWordCharacter(c)) {
        return false;
      }
      afterDot = c == '.';
    }
    return !afterDot;
  }

  /** How many characters mark data of a migration. */
  private int marks() {
    if (!full.startsWith(MIGRATION)) {
      return 0;
    }
    return full.startsWith(SCRIPT) ? SCRIPT.length() : MIGRATION.length();
  }

  private static boolean isWordCharacter(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '_'
        || c == '-';
  }

  /** Whether Merkelized indexes of this name are part of the state hash (wire.md section 2.7). */
  boolean isAggregated() {
    return !isGroup && !full.startsWith(MIGRATION);
  }

  /** The name that data of a script has once the script has ended. */
  IndexName accepted() {
    return new IndexName(MIGRATION + full.substring(marks()), isGroup);
  }

  /** The name that data of a migration has once it is flushed. */
  IndexName flushed() {
    return new IndexName(full.substring(marks()), isGroup);
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
