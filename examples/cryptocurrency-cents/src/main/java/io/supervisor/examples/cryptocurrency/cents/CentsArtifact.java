package io.supervisor.examples.cryptocurrency.cents;

import io.supervisor.api.InstanceSpec;
import io.supervisor.api.Version;
import io.supervisor.api.service.DataMigrations;
import io.supervisor.api.service.Service;
import io.supervisor.api.service.ServiceArtifact;
import io.supervisor.examples.cryptocurrency.CryptocurrencyArtifact;
import java.util.Map;

/** Entry point of the JAR. */
public final class CentsArtifact implements ServiceArtifact {
  private final ServiceArtifact before = new CryptocurrencyArtifact();

  @Override
  public Service create(InstanceSpec instance) {
    return new CentsService();
  }

  /** From 0.1.0 on: first what the version before does with such data, then the step from there. */
  @Override
  public DataMigrations migrations() {
    return before.migrations().to(Version.parse("0.3.0"), new WalletsInCents());
  }

  /** The messages have not changed. */
  @Override
  public Map<String, String> protoSources() {
    return before.protoSources();
  }
}
