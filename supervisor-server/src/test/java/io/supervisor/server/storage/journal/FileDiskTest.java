package io.supervisor.server.storage.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileDiskTest {
  @TempDir Path folder;

  @Test
  void aNewFileHoldsZerosAndKeepsWhatIsWritten() {
    try (var disk = new FileDisk(folder)) {
      disk.create("a", 3 << 20);
      disk.write("a", 10, new byte[] {1, 2, 3});
      disk.sync("a");
    }
    try (var disk = new FileDisk(folder)) {
      assertThat(disk.files()).containsExactly("a");
      assertThat(disk.size("a")).isEqualTo(3 << 20);
      assertThat(disk.read("a", 9, 5)).containsExactly(0, 1, 2, 3, 0);
    }
  }

  @Test
  void readingEndsWithTheFile() {
    try (var disk = new FileDisk(folder)) {
      disk.create("a", 4);
      assertThat(disk.read("a", 2, 100)).hasSize(2);
      assertThat(disk.read("a", 100, 100)).isEmpty();
    }
  }

  @Test
  void aSecondFileOfTheSameSizeComesFromTheBackgroundAndIsZeroToo() {
    try (var disk = new FileDisk(folder)) {
      disk.create("a", 1 << 20);
      disk.create("b", 1 << 20);
      disk.create("c", 1 << 10);
      assertThat(disk.files()).containsExactly("a", "b", "c");
      assertThat(disk.read("b", 0, 1 << 20)).isEqualTo(new byte[1 << 20]);
      assertThat(disk.size("c")).isEqualTo(1 << 10);
    }
  }

  @Test
  void writesBeyondTheEndAreRefused() {
    try (var disk = new FileDisk(folder)) {
      disk.create("a", 4);
      assertThatThrownBy(() -> disk.write("a", 2, new byte[3]))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("beyond the end");
    }
  }

  @Test
  void deletedFilesAreGone() {
    try (var disk = new FileDisk(folder)) {
      disk.create("a", 4);
      disk.delete("a");
      assertThat(disk.files()).isEmpty();
      assertThat(folder.resolve("a")).doesNotExist();
    }
  }

  @Test
  void halfReadyFilesOfACrashAreRemoved() throws Exception {
    Files.write(folder.resolve("next1.spare"), new byte[10]);
    try (var disk = new FileDisk(folder)) {
      assertThat(disk.files()).isEmpty();
      assertThat(folder.resolve("next1.spare")).doesNotExist();
    }
  }

  @Test
  void aDataFolderIsHeldByOne() {
    try (var held = DataFolder.open(folder)) {
      assertThat(held.folder("journal")).isDirectory();
      assertThatThrownBy(() -> DataFolder.open(folder))
          .hasMessageContaining("in use by another process");
    }
    DataFolder.open(folder).close();
  }
}
