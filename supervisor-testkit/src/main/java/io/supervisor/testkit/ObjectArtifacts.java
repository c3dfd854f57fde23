package io.supervisor.testkit;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.CallException;
import io.supervisor.api.ErrorKind;
import io.supervisor.api.ExecutionError;
import io.supervisor.api.service.ServiceArtifact;
import io.supervisor.core.runtime.ArtifactSource;
import java.util.Map;

/** Artifacts of runtime 1 that are objects of the test instead of JARs. Any specification does. */
record ObjectArtifacts(Map<ArtifactId, ServiceArtifact> available) implements ArtifactSource {
  private static final int NOT_FOUND = 0;

  ObjectArtifacts {
    available = Map.copyOf(available);
  }

  @Override
  public ServiceArtifact deploy(ArtifactId artifact, byte[] spec) {
    var found = available.get(artifact);
    if (found == null) {
      throw new CallException(
          ExecutionError.of(
              ErrorKind.RUNTIME, NOT_FOUND, artifact + ": the test network has no such service"));
    }
    return found;
  }

  /** The objects stay: they may be deployed again. */
  @Override
  public void unload(ArtifactId artifact) {}
}
