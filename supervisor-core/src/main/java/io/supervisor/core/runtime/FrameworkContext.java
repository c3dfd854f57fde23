package io.supervisor.core.runtime;

import io.supervisor.api.InstanceId;
import io.supervisor.api.service.CallContext;
import java.util.Optional;

/**
 * Call context of the framework's own services, which may do a little more than others. Services
 * from JARs cannot name this type.
 */
public interface FrameworkContext extends CallContext {
  static FrameworkContext of(CallContext context) {
    return (FrameworkContext) context;
  }

  /** As {@link #call}, but the target sees the caller of this call: for the middleware. */
  void forward(InstanceId target, String interfaceName, int method, byte[] arguments);

  /** The instance with this id, whatever its status. */
  Optional<InstanceState> state(InstanceId instance);

  /** All instances, stopped ones included, in no particular but everywhere the same order. */
  Iterable<InstanceState> instances();
}
