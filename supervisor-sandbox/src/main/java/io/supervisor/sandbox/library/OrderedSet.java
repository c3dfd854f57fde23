package io.supervisor.sandbox.library;

import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import org.jspecify.annotations.Nullable;

/** The hash set of services: the keys of an {@link OrderedMap}. */
public final class OrderedSet<E> extends LinkedHashSet<E> {
  private static final long serialVersionUID = 1;

  private transient OrderedMap<E, Boolean> elements = new OrderedMap<>();

  public OrderedSet() {
    super(0);
  }

  /**
   * Room is made as it is needed.
   *
   * @param capacity as the library's
   */
  public OrderedSet(int capacity) {
    this();
    if (capacity < 0) {
      throw new IllegalArgumentException("Illegal initial capacity: " + capacity);
    }
  }

  public OrderedSet(int capacity, float loadFactor) {
    this(capacity);
  }

  public OrderedSet(Collection<? extends E> from) {
    this();
    addAll(from);
  }

  @Override
  public boolean add(E element) {
    return elements.put(element, Boolean.TRUE) == null;
  }

  @Override
  public boolean addAll(Collection<? extends E> from) {
    var changed = false;
    for (var element : from) {
      changed |= add(element);
    }
    return changed;
  }

  @Override
  public boolean remove(@Nullable Object element) {
    return elements.remove(element) != null;
  }

  @Override
  public boolean removeAll(Collection<?> others) {
    var changed = false;
    for (var other : others) {
      changed |= remove(other);
    }
    return changed;
  }

  @Override
  public boolean contains(@Nullable Object element) {
    return elements.containsKey(element);
  }

  @Override
  public Iterator<E> iterator() {
    return elements.keySet().iterator();
  }

  @Override
  public int size() {
    return elements.size();
  }

  @Override
  public boolean isEmpty() {
    return elements.isEmpty();
  }

  @Override
  public void clear() {
    elements.clear();
  }

  @Override
  public Object[] toArray() {
    return elements.keySet().toArray();
  }

  @Override
  public <T> T[] toArray(T[] array) {
    return elements.keySet().toArray(array);
  }

  @Override
  public Spliterator<E> spliterator() {
    return Spliterators.spliterator(this, Spliterator.DISTINCT | Spliterator.ORDERED);
  }

  @Override
  public Object clone() {
    return new OrderedSet<>(this);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other == this
        || other instanceof java.util.Set<?> set
            && set.size() == size()
            && containsAll(Objects.requireNonNull(set));
  }

  @Override
  public int hashCode() {
    return Hashes.of(this);
  }

  @Override
  public String toString() {
    return Texts.valueOf(this);
  }
}
