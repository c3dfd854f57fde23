package io.supervisor.core.merkledb;

import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records in ascending unsigned order of their keys: what everything here is built upon. Arrays
 * that are handed out are not copied: nobody may change them.
 */
public interface KeyValueView {
  /** Nothing in it. */
  KeyValueView EMPTY = new EmptyView();

  /** Null if there is no such record. */
  byte @Nullable [] get(byte[] key);

  /**
   * Records {@code from <= key < to}, ascending. The iterator may not be used after a change of the
   * records.
   *
   * @param to null = to the last record
   */
  Iterator<Map.Entry<byte[], byte[]>> scan(byte[] from, byte @Nullable [] to);
}
