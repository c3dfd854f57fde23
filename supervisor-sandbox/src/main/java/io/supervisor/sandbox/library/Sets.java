package io.supervisor.sandbox.library;

import java.util.Collection;
import java.util.Collections;
import java.util.Objects;
import java.util.Set;

/** Sets whose order the library draws by lot, in the order of their making. */
public final class Sets {
  private Sets() {}

  /** {@code Set.of}, for any number of elements. */
  public static Set<Object> of(Object... elements) {
    var set = new OrderedSet<>(elements.length);
    for (var element : elements) {
      if (!set.add(Objects.requireNonNull(element))) {
        throw new IllegalArgumentException("duplicate element: " + Texts.valueOf(element));
      }
    }
    return Collections.unmodifiableSet(set);
  }

  public static <E> Set<E> copyOf(Collection<? extends E> elements) {
    var set = new OrderedSet<E>(elements.size());
    for (E element : elements) {
      set.add(Objects.requireNonNull(element));
    }
    return Collections.unmodifiableSet(set);
  }
}
