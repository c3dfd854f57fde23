package io.supervisor.api.storage;

import java.util.Optional;

/** At most one value. */
public interface EntryIndex<V> {
  Optional<V> get();

  default boolean isPresent() {
    return get().isPresent();
  }

  void set(V value);

  void remove();
}
