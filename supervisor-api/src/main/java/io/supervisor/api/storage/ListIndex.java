package io.supervisor.api.storage;

import java.util.Iterator;
import java.util.Optional;

/** Values by position, {@code 0 <= index < size}. */
public interface ListIndex<V> extends Iterable<V> {
  long size();

  /** Empty unless {@code 0 <= index < size}. */
  Optional<V> get(long index);

  void add(V value);

  /**
   * Replaces a value.
   *
   * @throws IndexOutOfBoundsException unless {@code 0 <= index < size}
   */
  void set(long index, V value);

  /** Removes the last value and returns it; empty if there is none. */
  Optional<V> removeLast();

  /** Keeps the first {@code size} values; does nothing if there are fewer. */
  void truncate(long size);

  void clear();

  /** From a position on, in order. Not to be used after a change of the list. */
  Iterator<V> iterator(long from);

  @Override
  default Iterator<V> iterator() {
    return iterator(0);
  }

  default Optional<V> last() {
    return get(size() - 1);
  }
}
