package io.supervisor.core.merkledb;

/** What an index is. The code is stored: it may never change. */
enum IndexType {
  ENTRY(1, false),
  PROOF_ENTRY(2, true),
  LIST(3, false),
  PROOF_LIST(4, true),
  SPARSE_LIST(5, false),
  MAP(6, false),
  PROOF_MAP(7, true),
  RAW_PROOF_MAP(8, true),
  KEY_SET(9, false),
  VALUE_SET(10, false),

  /** No index, but the wish of a migration that there be none. */
  TOMBSTONE(11, false);

  /** Not copied each time: every record's type is asked for. */
  private static final IndexType[] ALL = values();

  private final byte code;
  private final boolean merkelized;

  IndexType(int code, boolean merkelized) {
    this.code = (byte) code;
    this.merkelized = merkelized;
  }

  byte code() {
    return code;
  }

  boolean isMerkelized() {
    return merkelized;
  }

  /** Whether it is a Merkelized map. */
  boolean isMap() {
    return this == PROOF_MAP || this == RAW_PROOF_MAP;
  }

  static IndexType of(byte code) {
    for (var type : ALL) {
      if (type.code == code) {
        return type;
      }
    }
    throw new IllegalStateException("type of an index: got " + code);
  }
}
