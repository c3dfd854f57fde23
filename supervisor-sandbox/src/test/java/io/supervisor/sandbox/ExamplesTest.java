package io.supervisor.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.service.ServiceArtifact;
import io.supervisor.examples.timestamping.TimestampingArtifact;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples, generated messages included, do nothing that is not allowed. */
class ExamplesTest {
  @ParameterizedTest
  @ValueSource(
      classes = {
        io.supervisor.examples.cryptocurrency.CryptocurrencyArtifact.class,
        io.supervisor.examples.cryptocurrency.plain.CryptocurrencyArtifact.class,
        TimestampingArtifact.class
      })
  void areAllowed(Class<? extends ServiceArtifact> artifact) throws Exception {
    var place = Path.of(artifact.getProtectionDomain().getCodeSource().getLocation().toURI());
    if (Files.isRegularFile(place)) {
      assertThat(ServiceFile.judge(place).violations()).isEmpty();
      return;
    }
    var files = new TreeMap<String, byte[]>();
    try (var all = Files.walk(place)) {
      for (var file : all.filter(Files::isRegularFile).toList()) {
        files.put(place.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    var verdict = Sandbox.judge(files);
    assertThat(verdict.violations()).isEmpty();
    assertThat(verdict.classes()).containsKey(artifact.getName());
  }
}
