package io.supervisor.server.javaruntime;

import io.supervisor.api.crypto.Sha256;
import java.io.IOException;
import java.nio.file.Files;

/** Puts files into a directory of artifacts. */
public final class StoredFiles {
  private StoredFiles() {}

  public static ArtifactDirectory.Stored store(
      ArtifactDirectory directory, String name, byte[] bytes) throws IOException {
    var temporary = directory.temporary();
    try {
      Files.write(temporary, bytes);
      return directory.store(name, temporary, Sha256.of(bytes));
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
