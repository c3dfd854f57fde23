package io.supervisor.core.runtime;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.InstanceSpec;

/**
 * The chain needs code that this node does not have: it cannot execute blocks or answer reads until
 * the artifact is deployed.
 */
public final class MissingArtifactException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  private final transient ArtifactId artifact;

  public MissingArtifactException(ArtifactId artifact, InstanceSpec neededBy) {
    super(
        "artifact "
            + artifact
            + " of instance "
            + Instances.describe(neededBy)
            + " is not deployed on this node");
    this.artifact = artifact;
  }

  /** The artifact is the target of a migration. */
  public MissingArtifactException(ArtifactId artifact) {
    super("artifact " + artifact + ", the target of a migration, is not deployed on this node");
    this.artifact = artifact;
  }

  public ArtifactId artifact() {
    return artifact;
  }
}
