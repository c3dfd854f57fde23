package io.supervisor.server.javaruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.crypto.ChunkTree;
import io.supervisor.api.crypto.Sha256;
import io.supervisor.server.artifact.ContentStore;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactDirectoryTest {
  @TempDir Path folder;

  @Test
  void storedFilesAreFoundByContentAndListedByName() throws Exception {
    var directory = new ArtifactDirectory(folder);
    StoredFiles.store(directory, "b.jar", new byte[] {1, 2});
    StoredFiles.store(directory, "a.jar", new byte[] {3});
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
    var directory =
        new ArtifactDirectory(folder, new ContentStore(folder.resolveSibling("contents")));
    assertThat(StoredFiles.store(directory, "a.jar", new byte[] {1}))
        .isEqualTo(ArtifactDirectory.Stored.OK);
    assertThat(StoredFiles.store(directory, "a.jar", new byte[] {1}))
        .isEqualTo(ArtifactDirectory.Stored.OK);
    assertThat(StoredFiles.store(directory, "a.jar", new byte[] {2}))
        .isEqualTo(ArtifactDirectory.Stored.NAME_TAKEN);
    assertThat(Files.readAllBytes(folder.resolve("a.jar"))).containsExactly(1);
    assertThat(folder.toFile().list()).containsExactly("a.jar");
  }

  @Test
  void filesWithoutANameAreListedFirst() throws Exception {
    var directory = new ArtifactDirectory(folder);
    StoredFiles.store(directory, "a.jar", new byte[] {1});
    var jar = JarBuilder.good("sample", "1.0.0").build();
    var contents = directory.contents();
    contents.store(Files.write(contents.temporary(), jar), Sha256.of(jar));
    assertThat(directory.list())
        .extracting(ArtifactDirectory.StoredFile::name)
        .containsExactly("", "a.jar");
    var found = directory.find(Sha256.of(jar)).orElseThrow();
    assertThat(found.artifact()).contains(ArtifactId.parse("1:sample:1.0.0"));
    assertThat(found.chunksRoot()).isEqualTo(ChunkTree.of(new ByteArrayInputStream(jar)).root());
    assertThat(directory.path(Sha256.of(jar))).contains(found.path());
    assertThat(directory.path(Sha256.of(new byte[] {1})).orElseThrow()).hasFileName("a.jar");
  }

  @Test
  void aFileIsReadAgainOnlyWhenItLooksOtherwise() throws Exception {
    var directory = new ArtifactDirectory(folder);
    var file = folder.resolve("a.jar");
    var longAgo = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
    Files.write(file, JarBuilder.good("sample", "1.0.0").build());
    Files.setLastModifiedTime(file, longAgo);
    var first = directory.list().getFirst();
    assertThat(first.artifact()).contains(ArtifactId.parse("1:sample:1.0.0"));
    // Nobody does this; it shows what was not read.
    Files.write(file, new byte[(int) Files.size(file)]);
    Files.setLastModifiedTime(file, longAgo);
    assertThat(directory.list()).containsExactly(first);

    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2020-01-01T00:00:01Z")));
    assertThat(directory.list().getFirst().artifact()).isEmpty();
    Files.delete(file);
    assertThat(directory.list()).isEmpty();
  }

  @Test
  void aFileThatWasJustWrittenIsReadAgain() throws Exception {
    var directory = new ArtifactDirectory(folder);
    var now = FileTime.from(Instant.now().plusSeconds(60));
    Files.write(folder.resolve("a.jar"), new byte[] {1});
    Files.setLastModifiedTime(folder.resolve("a.jar"), now);
    assertThat(directory.find(Sha256.of(new byte[] {1}))).isPresent();
    Files.write(folder.resolve("a.jar"), new byte[] {2});
    Files.setLastModifiedTime(folder.resolve("a.jar"), now);
    assertThat(directory.find(Sha256.of(new byte[] {2}))).isPresent();
  }

  @Test
  void thereIsALimitToTheNumberOfFiles() throws Exception {
    var directory = new ArtifactDirectory(folder);
    for (var i = 0; i < ArtifactDirectory.FILES_MAX; i++) {
      Files.write(folder.resolve("f" + i), new byte[] {1});
    }
    assertThat(StoredFiles.store(directory, "a.jar", new byte[] {1}))
        .isEqualTo(ArtifactDirectory.Stored.FULL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "..", ".hidden", "a/b", "../a", "a\\b", "ä.jar", "a.part", "a b"})
  void namesThatLeadElsewhereAreRefused(String name) {
    assertThat(ArtifactDirectory.isValidName(name)).isFalse();
    var directory = new ArtifactDirectory(folder);
    assertThatThrownBy(() -> StoredFiles.store(directory, name, new byte[] {1}))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
