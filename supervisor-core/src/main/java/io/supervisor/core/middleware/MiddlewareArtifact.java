package io.supervisor.core.middleware;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.InstanceId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.Version;
import io.supervisor.api.service.Service;
import io.supervisor.api.service.ServiceArtifact;

/** Code of the middleware. It has no data; a chain may have any number of instances. */
public final class MiddlewareArtifact implements ServiceArtifact {
  public static final ArtifactId ID =
      new ArtifactId(
          ArtifactId.RUNTIME_BUILT_IN, "exonum-middleware-service", Version.parse("1.0.0"));

  /** The instance that clients expect where a network has one. */
  public static final InstanceSpec INSTANCE = new InstanceSpec(new InstanceId(1), "middleware", ID);

  @Override
  public Service create(InstanceSpec instance) {
    return new Middleware();
  }
}
