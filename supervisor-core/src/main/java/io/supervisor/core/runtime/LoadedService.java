package io.supervisor.core.runtime;

import io.supervisor.api.InstanceId;
import io.supervisor.api.InstanceSpec;

/**
 * An instance with its code.
 *
 * @param state as committed
 */
public record LoadedService(InstanceState state, ServiceCode code) {
  public InstanceSpec spec() {
    return state.spec();
  }

  public InstanceId id() {
    return state.spec().id();
  }

  public boolean isActive() {
    return state.isActive();
  }
}
