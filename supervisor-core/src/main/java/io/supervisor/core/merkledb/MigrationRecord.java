package io.supervisor.core.merkledb;

import java.nio.ByteBuffer;

/**
 * What a state keeps of a migration that has begun, beside its data. In no hash: each node has its
 * own memo.
 *
 * @param first first number of the range that its indexes are numbered from: tells it from all
 *     other migrations of the chain
 * @param next number of its next index, {@code first <= next <= first + }{@link #NUMBERS}
 * @param memo what whoever runs the script remembers between its steps
 */
record MigrationRecord(int first, int next, byte[] memo) {
  /** So many indexes and groups may the scripts of a migration make. */
  static final int NUMBERS = 4_096;

  static final byte[] NO_MEMO = {};

  MigrationRecord withNext(int number) {
    return new MigrationRecord(first, number, memo);
  }

  MigrationRecord withMemo(byte[] bytes) {
    return new MigrationRecord(first, next, bytes);
  }

  byte[] encode() {
    return ByteBuffer.allocate(2 * Integer.BYTES + memo.length)
        .putInt(first)
        .putInt(next)
        .put(memo)
        .array();
  }

  static MigrationRecord decode(byte[] record) {
    var in = ByteBuffer.wrap(record);
    int first = in.getInt();
    int next = in.getInt();
    var memo = new byte[in.remaining()];
    in.get(memo);
    return new MigrationRecord(first, next, memo);
  }
}
