package io.supervisor.sandbox.library;

import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;

/** Maps whose order the library draws by lot, in the order of their making. */
public final class Maps {
  private Maps() {}

  /** {@code Map.of}, for any number of keys with their values behind them. */
  public static Map<Object, Object> of(Object... keysAndValues) {
    var map = new OrderedMap<>();
    for (var i = 0; i < keysAndValues.length; i += 2) {
      putNew(map, keysAndValues[i], keysAndValues[i + 1]);
    }
    return Collections.unmodifiableMap(map);
  }

  @SafeVarargs
  public static <K, V> Map<K, V> ofEntries(Map.Entry<? extends K, ? extends V>... entries) {
    var map = new OrderedMap<K, V>();
    for (var entry : entries) {
      putNew(map, entry.getKey(), entry.getValue());
    }
    return Collections.unmodifiableMap(map);
  }

  public static <K, V> Map<K, V> copyOf(Map<? extends K, ? extends V> from) {
    var map = new OrderedMap<K, V>();
    for (var entry : from.entrySet()) {
      putNew(map, entry.getKey(), entry.getValue());
    }
    return Collections.unmodifiableMap(map);
  }

  private static <K, V> void putNew(OrderedMap<K, V> map, K key, V value) {
    if (map.put(Objects.requireNonNull(key), Objects.requireNonNull(value)) != null) {
      throw new IllegalArgumentException("duplicate key: " + Texts.valueOf(key));
    }
  }

  public static <K extends Comparable<? super K>, V> Comparator<Map.Entry<K, V>> comparingByKey() {
    return Comparators.comparing(Map.Entry::getKey);
  }

  public static <K, V extends Comparable<? super V>>
      Comparator<Map.Entry<K, V>> comparingByValue() {
    return Comparators.comparing(Map.Entry::getValue);
  }
}
