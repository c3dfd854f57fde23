package io.supervisor.core.time;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.Version;
import io.supervisor.api.service.Service;
import io.supervisor.api.service.ServiceArtifact;

/** Code of the time oracle. A chain may have any number of instances. */
public final class TimeOracleArtifact implements ServiceArtifact {
  public static final ArtifactId ID =
      new ArtifactId(ArtifactId.RUNTIME_BUILT_IN, "exonum-time", Version.parse("1.0.0"));

  private final NodeClock clock;

  /** Instances report what this clock says. */
  public TimeOracleArtifact(NodeClock clock) {
    this.clock = clock;
  }

  @Override
  public Service create(InstanceSpec instance) {
    return new TimeOracle(clock);
  }
}
