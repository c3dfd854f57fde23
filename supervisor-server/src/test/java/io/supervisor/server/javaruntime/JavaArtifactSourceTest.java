package io.supervisor.server.javaruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.supervisor.api.ArtifactId;
import io.supervisor.api.CallException;
import io.supervisor.api.crypto.Sha256;
import io.supervisor.wire.deploy.DeployArguments;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JavaArtifactSourceTest {
  private static final ArtifactId SAMPLE = ArtifactId.parse("1:sample:1.0.0");
  private static final byte[] JAR = JarBuilder.good("sample", "1.0.0").build();

  @TempDir Path folder;
  private ArtifactDirectory directory;
  private JavaArtifactSource source;

  @BeforeEach
  void store() throws Exception {
    directory = new ArtifactDirectory(folder.resolve("artifacts"));
    assertThat(StoredFiles.store(directory, "sample.jar", JAR))
        .isEqualTo(ArtifactDirectory.Stored.OK);
    source = new JavaArtifactSource(directory);
  }

  private static byte[] spec(String name, byte[] jar) {
    return DeployArguments.newBuilder()
        .setArtifactFilename(name)
        .setSha256(Sha256.of(jar).toByteString())
        .build()
        .toByteArray();
  }

  @Test
  void deploysAndDeploysAgainTheSame() {
    var first = source.deploy(SAMPLE, spec("sample.jar", JAR));
    assertThat(source.deploy(SAMPLE, spec("sample.jar", JAR))).isSameAs(first);
  }

  @Test
  void afterUnloadingTheArtifactIsLoadedAnew() {
    var first = source.deploy(SAMPLE, spec("sample.jar", JAR));
    source.unload(SAMPLE);
    source.unload(SAMPLE);
    assertThat(source.deploy(SAMPLE, spec("sample.jar", JAR))).isNotSameAs(first);
  }

  @Test
  void anotherJarForADeployedArtifactIsRefused() throws Exception {
    source.deploy(SAMPLE, spec("sample.jar", JAR));
    var other = JarBuilder.good("sample", "1.0.0").text("note.txt", "another build").build();
    StoredFiles.store(directory, "other.jar", other);
    assertFails(spec("other.jar", other), "runtime:1", "artifact 1:sample:1.0.0 is deployed with");
  }

  static Stream<Arguments> badSpecifications() {
    return Stream.of(
        Arguments.of("not a message", new byte[] {(byte) 0xff}, "runtime:0", "DeployArguments"),
        Arguments.of("empty", new byte[0], "runtime:0", "artifact_filename: got \"\""),
        Arguments.of(
            "path", spec("../sample.jar", JAR), "runtime:0", "artifact_filename: got \"../"),
        Arguments.of(
            "no hash",
            DeployArguments.newBuilder().setArtifactFilename("sample.jar").build().toByteArray(),
            "runtime:0",
            "sha256: got 0 bytes, want 32"),
        Arguments.of(
            "short hash",
            DeployArguments.newBuilder()
                .setArtifactFilename("sample.jar")
                .setSha256(ByteString.copyFrom(new byte[31]))
                .build()
                .toByteArray(),
            "runtime:0",
            "sha256: got 31 bytes"),
        Arguments.of(
            "absent file",
            spec("absent.jar", new byte[] {9}),
            "runtime:1",
            "absent.jar: there is no such file"),
        Arguments.of(
            "wrong hash",
            spec("sample.jar", new byte[] {1}),
            "runtime:1",
            "sample.jar: it has SHA-256 " + Sha256.of(JAR)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badSpecifications")
  void badSpecificationsAreFailuresWithTheirReason(
      String name, byte[] spec, String code, String reason) {
    assertFails(spec, code, reason);
  }

  /** Whatever it is called here or elsewhere: the hash says which file is meant. */
  @Test
  void theFileIsFoundByItsHash() throws Exception {
    var stored = new JavaArtifactSource(directory);
    assertThat(stored.deploy(SAMPLE, spec("elsewhere.jar", JAR))).isNotNull();
    var alone = DeployArguments.newBuilder().setSha256(Sha256.of(JAR).toByteString()).build();
    assertThat(new JavaArtifactSource(directory).deploy(SAMPLE, alone.toByteArray())).isNotNull();
  }

  @Test
  void aFetchedFileThatIsDamagedIsDroppedSoThatItIsFetchedAgain() throws Exception {
    var other = JarBuilder.good("other", "1.0.0").build();
    var contents = directory.contents();
    contents.store(Files.write(contents.temporary(), other), Sha256.of(other));
    var path = contents.find(Sha256.of(other)).orElseThrow();
    other[10] ^= 1;
    Files.write(path, other);
    other[10] ^= 1;
    assertFails(spec("other.jar", other), "runtime:1", "it has SHA-256");
    assertThat(contents.find(Sha256.of(other))).isEmpty();
  }

  @Test
  void aJarOfAnotherArtifactIsRefused() throws Exception {
    var other = JarBuilder.good("sample", "1.0.1").build();
    StoredFiles.store(directory, "other.jar", other);
    assertFails(
        spec("other.jar", other),
        "runtime:1",
        "its manifest names 1:sample:1.0.1, but the request 1:sample:1.0.0");
  }

  @Test
  void aDamagedJarIsRefused() throws Exception {
    var damaged = new byte[] {'P', 'K', 3, 4, 0};
    StoredFiles.store(directory, "damaged.jar", damaged);
    assertFails(spec("damaged.jar", damaged), "runtime:1", "damaged.jar: it is no JAR");
  }

  @Test
  void aHugeFileIsRefusedUnread() throws Exception {
    var huge = folder.resolve("artifacts/huge.jar");
    try (var file = new java.io.RandomAccessFile(huge.toFile(), "rw")) {
      file.setLength(ServiceJar.BYTES_MAX + 1L);
    }
    assertFails(spec("huge.jar", new byte[] {9}), "runtime:1", "it has more than 1073741824 bytes");
    Files.delete(huge);
  }

  private void assertFails(byte[] spec, String code, String reason) {
    assertThatThrownBy(() -> source.deploy(SAMPLE, spec))
        .isInstanceOfSatisfying(
            CallException.class, e -> assertThat(e.error().codeText()).isEqualTo(code))
        .hasMessageContaining(reason);
  }
}
