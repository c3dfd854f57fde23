package io.supervisor.api.storage;

import java.util.Map;
import java.util.Optional;

/** Values by position, with gaps. Positions are never used again unless set by {@link #set}. */
public interface SparseListIndex<V> {
  /** Number of values, gaps not counted. */
  long size();

  /** One more than the highest position ever used. */
  long capacity();

  Optional<V> get(long index);

  /** Puts a value behind the highest position and returns its position. */
  long add(V value);

  /**
   * Replaces or fills a position.
   *
   * @throws IndexOutOfBoundsException unless {@code 0 <= index < capacity}
   */
  void set(long index, V value);

  Optional<V> remove(long index);

  void clear();

  /** Values with their positions, ascending. */
  Iterable<Map.Entry<Long, V>> entries();
}
