package io.supervisor.core.runtime;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.CallException;
import io.supervisor.api.ErrorKind;
import io.supervisor.api.ExecutionError;
import io.supervisor.api.service.ServiceArtifact;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What ships with the node: the source of runtime 0. Source: lifecycle.md section 9, "Rust
 * runtime".
 */
public final class BuiltInArtifacts implements ArtifactSource {
  /** Codes of kind runtime. */
  private static final int NON_EMPTY_SPEC = 0;

  private static final int NOT_AVAILABLE = 1;

  private final Map<ArtifactId, ServiceArtifact> available =
      new TreeMap<>(Comparator.comparing(ArtifactId::toString));

  public BuiltInArtifacts(Map<ArtifactId, ServiceArtifact> available) {
    this.available.putAll(available);
  }

  @Override
  public ServiceArtifact deploy(ArtifactId artifact, byte[] spec) {
    var found = available.get(artifact);
    if (found == null) {
      throw failure(
          NOT_AVAILABLE,
          "Runtime failed to deploy artifact with id "
              + artifact
              + ", it is not listed among available artifacts. Available artifacts: "
              + available.keySet().stream()
                  .map(ArtifactId::toString)
                  .collect(Collectors.joining(", ")));
    }
    if (spec.length > 0) {
      throw failure(
          NON_EMPTY_SPEC, "Artifact " + artifact + " was deployed with a non-empty specification");
    }
    return found;
  }

  /** What is built in stays. */
  @Override
  public void unload(ArtifactId artifact) {}

  private static CallException failure(int code, String description) {
    return new CallException(ExecutionError.of(ErrorKind.RUNTIME, code, description));
  }
}
