package io.supervisor.sandbox.library;

import io.supervisor.api.meter.Meter;
import java.util.AbstractCollection;
import java.util.AbstractSet;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The hash map of services: iterates in the order of insertion, takes hash codes from {@link
 * Hashes}, and charges each comparison. The library's own arranges keys of equal hash codes by
 * where they lie in memory, so that its order, and how often it compares, may differ from node to
 * node.
 *
 * <p>It is a {@link LinkedHashMap} by type only: what it inherits stays empty.
 */
public final class OrderedMap<K, V> extends LinkedHashMap<K, V> {
  private static final long serialVersionUID = 1;

  private transient @Nullable Node<K, V>[] buckets = table(16);
  private transient @Nullable Node<K, V> first;
  private transient @Nullable Node<K, V> last;
  private transient int size;
  private transient int changes;

  /** An entry in its bucket, and in the order of all. */
  private static final class Node<K, V> implements Map.Entry<K, V> {
    final int hash;
    final K key;
    V value;
    @Nullable Node<K, V> nextInBucket;
    @Nullable Node<K, V> before;
    @Nullable Node<K, V> after;

    Node(int hash, K key, V value, @Nullable Node<K, V> nextInBucket, @Nullable Node<K, V> before) {
      this.hash = hash;
      this.key = key;
      this.value = value;
      this.nextInBucket = nextInBucket;
      this.before = before;
    }

    @Override
    public K getKey() {
      return key;
    }

    @Override
    public V getValue() {
      return value;
    }

    @Override
    public V setValue(V value) {
      var previous = this.value;
      this.value = value;
      return previous;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Map.Entry<?, ?> entry
          && Records.equal(key, entry.getKey())
          && Records.equal(value, entry.getValue());
    }

    @Override
    public int hashCode() {
      return Hashes.of(key) ^ Hashes.of(value);
    }

    @Override
    public String toString() {
      return Texts.valueOf(key) + "=" + Texts.valueOf(value);
    }
  }

  public OrderedMap() {
    super(0);
    Meter.current().block(8, 160);
  }

  /**
   * Room is made as it is needed.
   *
   * @param capacity as the library's
   */
  public OrderedMap(int capacity) {
    this();
    if (capacity < 0) {
      throw new IllegalArgumentException("Illegal initial capacity: " + capacity);
    }
  }

  public OrderedMap(int capacity, float loadFactor) {
    this(capacity);
  }

  public OrderedMap(Map<? extends K, ? extends V> from) {
    this();
    putAll(from);
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic class
  private static <K, V> @Nullable Node<K, V>[] table(int length) {
    return new Node[length];
  }

  private static int spread(@Nullable Object key) {
    var hash = Hashes.of(key);
    return hash ^ hash >>> 16;
  }

  private @Nullable Node<K, V> find(@Nullable Object key) {
    return find(key, spread(key));
  }

  private @Nullable Node<K, V> find(@Nullable Object key, int hash) {
    var meter = Meter.current();
    for (var node = buckets[hash & buckets.length - 1]; node != null; node = node.nextInBucket) {
      meter.steps(4);
      if (node.hash == hash && Records.equal(key, node.key)) {
        return node;
      }
    }
    return null;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public boolean isEmpty() {
    return size == 0;
  }

  @Override
  public @Nullable V get(@Nullable Object key) {
    var node = find(key);
    return node == null ? null : node.value;
  }

  @Override
  public @Nullable V getOrDefault(@Nullable Object key, @Nullable V otherwise) {
    var node = find(key);
    return node == null ? otherwise : node.value;
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return find(key) != null;
  }

  @Override
  public boolean containsValue(@Nullable Object value) {
    for (var node = first; node != null; node = node.after) {
      Meter.current().steps(4);
      if (Records.equal(node.value, value)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public @Nullable V put(K key, V value) {
    var hash = spread(key);
    var node = find(key, hash);
    if (node != null) {
      return node.setValue(value);
    }
    insert(hash, key, value);
    return null;
  }

  private void insert(int hash, K key, V value) {
    Meter.current().block(8, 80);
    if (size >= buckets.length) {
      grow();
    }
    var bucket = hash & buckets.length - 1;
    var node = new Node<>(hash, key, value, buckets[bucket], last);
    buckets[bucket] = node;
    if (last == null) {
      first = node;
    } else {
      last.after = node;
    }
    last = node;
    size++;
    changes++;
  }

  private void grow() {
    Meter.current().steps(4L * buckets.length);
    Meter.current().bytes(16L * buckets.length);
    @Nullable Node<K, V>[] larger = table(buckets.length * 2);
    for (var node = first; node != null; node = node.after) {
      var bucket = node.hash & larger.length - 1;
      node.nextInBucket = larger[bucket];
      larger[bucket] = node;
    }
    buckets = larger;
  }

  @Override
  public @Nullable V remove(@Nullable Object key) {
    var node = find(key);
    if (node == null) {
      return null;
    }
    unlink(node);
    return node.value;
  }

  @Override
  public boolean remove(@Nullable Object key, @Nullable Object value) {
    var node = find(key);
    if (node == null || !Records.equal(node.value, value)) {
      return false;
    }
    unlink(node);
    return true;
  }

  private void unlink(Node<K, V> node) {
    var bucket = node.hash & buckets.length - 1;
    var meter = Meter.current();
    Node<K, V> previous = null;
    for (var each = buckets[bucket];
        each != node;
        each = Objects.requireNonNull(each).nextInBucket) {
      meter.steps(2);
      previous = each;
    }
    if (previous == null) {
      buckets[bucket] = node.nextInBucket;
    } else {
      previous.nextInBucket = node.nextInBucket;
    }
    if (node.before == null) {
      first = node.after;
    } else {
      node.before.after = node.after;
    }
    if (node.after == null) {
      last = node.before;
    } else {
      node.after.before = node.before;
    }
    size--;
    changes++;
  }

  @Override
  public void clear() {
    buckets = table(16);
    first = null;
    last = null;
    size = 0;
    changes++;
  }

  @Override
  public void putAll(Map<? extends K, ? extends V> from) {
    for (var entry : from.entrySet()) {
      put(entry.getKey(), entry.getValue());
    }
  }

  @Override
  public @Nullable V putIfAbsent(K key, V value) {
    var present = get(key);
    if (present == null) {
      put(key, value);
    }
    return present;
  }

  @Override
  public @Nullable V computeIfAbsent(K key, Function<? super K, ? extends @Nullable V> function) {
    var present = get(key);
    if (present != null) {
      return present;
    }
    var before = changes;
    var made = function.apply(key);
    checkUnchanged(before);
    if (made != null) {
      put(key, made);
    }
    return made;
  }

  @Override
  public @Nullable V computeIfPresent(
      K key, BiFunction<? super K, ? super V, ? extends @Nullable V> function) {
    var present = get(key);
    return present == null ? null : replaced(key, () -> function.apply(key, present));
  }

  @Override
  @SuppressWarnings("NullAway") // as the library: null stands for absence
  public @Nullable V compute(
      K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
    var present = get(key);
    return replaced(key, () -> function.apply(key, present));
  }

  @Override
  public @Nullable V merge(
      K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> function) {
    var present = get(key);
    return replaced(key, () -> present == null ? value : function.apply(present, value));
  }

  /** What a function makes of an entry. */
  @FunctionalInterface
  private interface Making<V> {
    @Nullable V make();
  }

  private @Nullable V replaced(K key, Making<V> making) {
    var before = changes;
    var made = making.make();
    checkUnchanged(before);
    if (made == null) {
      remove(key);
    } else {
      put(key, made);
    }
    return made;
  }

  private void checkUnchanged(int before) {
    if (changes != before) {
      throw new ConcurrentModificationException();
    }
  }

  @Override
  public @Nullable V replace(K key, V value) {
    var node = find(key);
    return node == null ? null : node.setValue(value);
  }

  @Override
  public boolean replace(K key, V old, V value) {
    var node = find(key);
    if (node == null || !Records.equal(node.value, old)) {
      return false;
    }
    node.value = value;
    return true;
  }

  @Override
  public void forEach(BiConsumer<? super K, ? super V> action) {
    for (var entry : entrySet()) {
      action.accept(entry.getKey(), entry.getValue());
    }
  }

  @Override
  public void replaceAll(BiFunction<? super K, ? super V, ? extends V> function) {
    for (var entry : entrySet()) {
      entry.setValue(function.apply(entry.getKey(), entry.getValue()));
    }
  }

  @Override
  public Set<Map.Entry<K, V>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Map.Entry<K, V>> iterator() {
        return new Nodes<>(node -> node);
      }

      @Override
      public int size() {
        return size;
      }

      @Override
      public boolean contains(@Nullable Object object) {
        return object instanceof Map.Entry<?, ?> entry
            && find(entry.getKey()) instanceof Node<K, V> node
            && Records.equal(node.value, entry.getValue());
      }

      @Override
      public void clear() {
        OrderedMap.this.clear();
      }
    };
  }

  @Override
  public Set<K> keySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<K> iterator() {
        return new Nodes<>(node -> node.key);
      }

      @Override
      public int size() {
        return size;
      }

      @Override
      public boolean contains(@Nullable Object key) {
        return containsKey(key);
      }

      @Override
      public boolean remove(@Nullable Object key) {
        var node = find(key);
        if (node != null) {
          unlink(node);
        }
        return node != null;
      }

      @Override
      public void clear() {
        OrderedMap.this.clear();
      }
    };
  }

  @Override
  public Collection<V> values() {
    return new AbstractCollection<>() {
      @Override
      public Iterator<V> iterator() {
        return new Nodes<>(node -> node.value);
      }

      @Override
      public int size() {
        return size;
      }

      @Override
      public void clear() {
        OrderedMap.this.clear();
      }
    };
  }

  @Override
  public Object clone() {
    return new OrderedMap<>(this);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof Map<?, ?> map) || map.size() != size) {
      return other == this;
    }
    for (var node = first; node != null; node = node.after) {
      if (!Records.equal(node.value, map.get(node.key))
          || node.value == null && !map.containsKey(node.key)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    return Hashes.of(this);
  }

  @Override
  public String toString() {
    return Texts.valueOf(this);
  }

  /** Goes through all, in the order of insertion. */
  private final class Nodes<T> implements Iterator<T> {
    private final Function<Node<K, V>, T> view;
    private @Nullable Node<K, V> next = first;
    private @Nullable Node<K, V> current;
    private int expected = changes;

    Nodes(Function<Node<K, V>, T> view) {
      this.view = view;
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public T next() {
      checkUnchanged(expected);
      if (next == null) {
        throw new NoSuchElementException();
      }
      Meter.current().steps(2);
      current = next;
      next = next.after;
      return view.apply(current);
    }

    @Override
    public void remove() {
      if (current == null) {
        throw new IllegalStateException();
      }
      checkUnchanged(expected);
      unlink(current);
      current = null;
      expected = changes;
    }
  }
}
