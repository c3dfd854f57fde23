package io.supervisor.core.runtime;

import io.supervisor.api.InstanceId;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Instances whose code can run in a state, by id: those that are active, frozen or migrating and
 * have an artifact of their data's version. Immutable, so that it serves any number of blocks and
 * readers until an instance changes.
 */
public final class LoadedServices {
  private final SortedMap<InstanceId, LoadedService> byId = new TreeMap<>();
  private final SortedMap<String, LoadedService> byName = new TreeMap<>();
  private final List<LoadedService> active;

  LoadedServices(Iterable<LoadedService> services) {
    for (var service : services) {
      byId.put(service.id(), service);
      byName.put(service.spec().name(), service);
    }
    active = byId.values().stream().filter(LoadedService::isActive).toList();
  }

  /** All, by id. */
  public List<LoadedService> all() {
    return List.copyOf(byId.values());
  }

  /** Those that handle transactions, calls and hooks, by id. */
  public List<LoadedService> active() {
    return active;
  }

  public Optional<LoadedService> active(InstanceId id) {
    return Optional.ofNullable(byId.get(id)).filter(LoadedService::isActive);
  }

  public Optional<LoadedService> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }
}
