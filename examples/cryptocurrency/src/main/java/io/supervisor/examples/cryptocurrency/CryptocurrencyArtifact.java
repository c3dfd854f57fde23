package io.supervisor.examples.cryptocurrency;

import io.supervisor.api.InstanceSpec;
import io.supervisor.api.Version;
import io.supervisor.api.service.DataMigrations;
import io.supervisor.api.service.Service;
import io.supervisor.api.service.ServiceArtifact;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Entry point of the JAR. */
public final class CryptocurrencyArtifact implements ServiceArtifact {
  private static final String PROTO = "service.proto";

  @Override
  public Service create(InstanceSpec instance) {
    return new CryptocurrencyService();
  }

  @Override
  public DataMigrations migrations() {
    return DataMigrations.fromAnyVersion().to(Version.parse("0.2.0"), new WalletsByAddress());
  }

  @Override
  public Map<String, String> protoSources() {
    try (var source = getClass().getResourceAsStream("/" + PROTO)) {
      if (source == null) {
        throw new IllegalStateException(PROTO + " is missing in the JAR");
      }
      return Map.of(PROTO, new String(source.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
