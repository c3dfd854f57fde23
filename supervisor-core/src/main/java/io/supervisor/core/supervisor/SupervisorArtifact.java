package io.supervisor.core.supervisor;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.Version;
import io.supervisor.api.service.Service;
import io.supervisor.api.service.ServiceArtifact;

/** The supervisor as an artifact of the built-in runtime. */
public final class SupervisorArtifact implements ServiceArtifact {
  /** The version is that of the original whose messages we speak. */
  public static final ArtifactId ID =
      new ArtifactId(ArtifactId.RUNTIME_BUILT_IN, "exonum-supervisor", Version.parse("1.0.0"));

  @Override
  public Service create(InstanceSpec instance) {
    return new SupervisorService();
  }
}
