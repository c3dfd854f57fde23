package io.supervisor.server.javaruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.Hash;
import io.supervisor.api.crypto.Sha256;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuiltInArtifactSourceTest {
  private static final ArtifactId SAMPLE = ArtifactId.parse("0:sample:1.0.0");

  @TempDir Path folder;

  private Path jar(String file, String name, String version) throws Exception {
    return Files.write(folder.resolve(file), JarBuilder.good(name, version).build());
  }

  @Test
  void aJarOfTheFolderDeploysWithAnEmptySpecification() throws Exception {
    var path = jar("sample.jar", "sample", "1.0.0");
    var source = BuiltInArtifactSource.load(Map.of(), List.of(path));
    assertThat(source.artifact(path)).isEqualTo(SAMPLE);
    assertThat(source.deploy(SAMPLE, new byte[0])).isNotNull();
    assertThat(source.jarHashes())
        .containsExactly(Map.entry(SAMPLE.toString(), Sha256.of(Files.readAllBytes(path))));
  }

  @Test
  void whatDoesNotShipAndSpecificationsAreRefused() throws Exception {
    var source =
        BuiltInArtifactSource.load(Map.of(), List.of(jar("sample.jar", "sample", "1.0.0")));
    assertThatThrownBy(() -> source.deploy(SAMPLE, new byte[] {1}))
        .hasMessageContaining("runtime:0")
        .hasMessageContaining("non-empty specification");
    assertThatThrownBy(() -> source.deploy(ArtifactId.parse("0:sample:2.0.0"), new byte[0]))
        .hasMessageContaining("runtime:1")
        .hasMessageContaining("available: 0:sample:1.0.0");
  }

  @Test
  void twoJarsOfOneArtifactAreRefused() throws Exception {
    var jars = List.of(jar("a.jar", "sample", "1.0.0"), jar("b.jar", "sample", "1.0.0"));
    assertThatThrownBy(() -> BuiltInArtifactSource.load(Map.of(), jars))
        .isInstanceOf(BadJarException.class)
        .hasMessageContaining("b.jar: artifact 0:sample:1.0.0 is there already");
  }

  private static SortedMap<String, Hash> hashes(Map<String, Integer> content) {
    var hashes = new TreeMap<String, Hash>();
    content.forEach((name, value) -> hashes.put(name, Sha256.of(new byte[] {value.byteValue()})));
    return hashes;
  }

  @Test
  void theManifestAllowsMoreJarsButNoneMissingOrChanged() {
    var file = folder.resolve("services.manifest");
    assertThat(ServicesManifest.check(file, hashes(Map.of("0:a:1.0.0", 1)))).isEmpty();
    assertThat(ServicesManifest.check(file, hashes(Map.of("0:a:1.0.0", 1, "0:b:1.0.0", 2))))
        .isEmpty();
    assertThat(ServicesManifest.check(file, hashes(Map.of("0:a:1.0.0", 9))))
        .satisfiesExactly(
            changed -> assertThat(changed).contains("0:a:1.0.0").contains("has changed"),
            missing -> assertThat(missing).contains("lacks the JAR of artifact 0:b:1.0.0"));
    assertThat(ServicesManifest.check(file, hashes(Map.of("0:a:1.0.0", 1, "0:b:1.0.0", 2))))
        .isEmpty();
  }

  @Test
  void aDamagedManifestIsAnError() throws Exception {
    var file = Files.writeString(folder.resolve("services.manifest"), "nonsense\n");
    assertThatThrownBy(() -> ServicesManifest.check(file, hashes(Map.of())))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("nonsense");
  }
}
