package io.supervisor.server.javaruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.supervisor.api.crypto.Sha256;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactDirectoryTest {
  @TempDir Path folder;

  @Test
  void storedFilesAreFoundByContentAndListedByName() throws Exception {
    var directory = new ArtifactDirectory(folder);
    directory.store("b.jar", new byte[] {1, 2});
    directory.store("a.jar", new byte[] {3});
    assertThat(directory.list())
        .extracting(ArtifactDirectory.StoredFile::name)
        .containsExactly("a.jar", "b.jar");
    var found = directory.find(Sha256.of(new byte[] {1, 2})).orElseThrow();
    assertThat(found.name()).isEqualTo("b.jar");
    assertThat(found.bytes()).isEqualTo(2);
    assertThat(directory.find(Sha256.of(new byte[] {9}))).isEmpty();
  }

  @Test
  void aNameIsTakenOnceAndTheSameBytesMayComeAgain() throws Exception {
    var directory = new ArtifactDirectory(folder);
    assertThat(directory.store("a.jar", new byte[] {1})).isEqualTo(ArtifactDirectory.Stored.OK);
    assertThat(directory.store("a.jar", new byte[] {1})).isEqualTo(ArtifactDirectory.Stored.OK);
    assertThat(directory.store("a.jar", new byte[] {2}))
        .isEqualTo(ArtifactDirectory.Stored.NAME_TAKEN);
    assertThat(Files.readAllBytes(folder.resolve("a.jar"))).containsExactly(1);
    assertThat(folder.toFile().list()).containsExactly("a.jar");
  }

  @Test
  void thereIsALimitToTheNumberOfFiles() throws Exception {
    var directory = new ArtifactDirectory(folder);
    for (var i = 0; i < ArtifactDirectory.FILES_MAX; i++) {
      Files.write(folder.resolve("f" + i), new byte[] {1});
    }
    assertThat(directory.store("a.jar", new byte[] {1})).isEqualTo(ArtifactDirectory.Stored.FULL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "..", ".hidden", "a/b", "../a", "a\\b", "ä.jar", "a.part", "a b"})
  void namesThatLeadElsewhereAreRefused(String name) {
    assertThat(ArtifactDirectory.isValidName(name)).isFalse();
    var directory = new ArtifactDirectory(folder);
    assertThatThrownBy(() -> directory.store(name, new byte[] {1}))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
