package io.supervisor.core.merkledb;

import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Two scans as one: where both have a key, the upper one counts. */
public final class MergedScan<V> implements Iterator<Map.Entry<byte[], V>> {
  private final Iterator<? extends Map.Entry<byte[], V>> lower;
  private final Iterator<? extends Map.Entry<byte[], V>> upper;
  private final Predicate<V> shown;
  private Map.@Nullable Entry<byte[], V> nextLower;
  private Map.@Nullable Entry<byte[], V> nextUpper;
  private Map.@Nullable Entry<byte[], V> next;

  /**
   * @param shown which values of the upper scan appear; the others hide those below
   */
  public MergedScan(
      Iterator<? extends Map.Entry<byte[], V>> lower,
      Iterator<? extends Map.Entry<byte[], V>> upper,
      Predicate<V> shown) {
    this.lower = lower;
    this.upper = upper;
    this.shown = shown;
    this.nextLower = advance(lower);
    this.nextUpper = advance(upper);
    this.next = choose();
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  public Map.Entry<byte[], V> next() {
    var result = next;
    if (result == null) {
      throw new NoSuchElementException();
    }
    next = choose();
    return result;
  }

  private Map.@Nullable Entry<byte[], V> choose() {
    while (nextUpper != null) {
      var below = nextLower;
      var above = nextUpper;
      var order = below == null ? 1 : Arrays.compareUnsigned(below.getKey(), above.getKey());
      if (order < 0) {
        nextLower = advance(lower);
        return below;
      }
      if (order == 0) {
        nextLower = advance(lower);
      }
      nextUpper = advance(upper);
      if (shown.test(above.getValue())) {
        return above;
      }
    }
    var below = nextLower;
    nextLower = advance(lower);
    return below;
  }

  private Map.@Nullable Entry<byte[], V> advance(
      Iterator<? extends Map.Entry<byte[], V>> iterator) {
    return iterator.hasNext() ? iterator.next() : null;
  }
}
