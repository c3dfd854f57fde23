package io.supervisor.api.service;

import java.util.Map;
import java.util.Optional;

/** Arguments of a read, already of the declared types. */
public record ReadArguments(Map<String, Object> values) {
  public ReadArguments {
    values = Map.copyOf(values);
  }

  /** A required argument. */
  public <T> T get(String name, Class<T> type) {
    return find(name, type)
        .orElseThrow(() ->
            new IllegalArgumentException("parameter " + name + " is not declared as required"));
  }

  /** An argument that may be left out. */
  public <T> Optional<T> find(String name, Class<T> type) {
    return Optional.ofNullable(values.get(name)).map(type::cast);
  }
}
