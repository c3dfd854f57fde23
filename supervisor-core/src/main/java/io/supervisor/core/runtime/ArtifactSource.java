package io.supervisor.core.runtime;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.service.ServiceArtifact;

/**
 * Where a {@link ServiceRuntime} has its code from. May be called by any thread; {@link #deploy}
 * may take long, and is not called twice at once for one artifact.
 */
public interface ArtifactSource {
  /**
   * Loads an artifact.
   *
   * @throws io.supervisor.api.CallException of kind runtime, if that cannot be done
   */
  ServiceArtifact deploy(ArtifactId artifact, byte[] spec);

  /** Lets go what {@link #deploy} took, class loaders included. */
  void unload(ArtifactId artifact);
}
