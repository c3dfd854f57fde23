package io.supervisor.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipInputStream;

/** A service JAR on the disk of its author, who knows what is in it. */
public final class ServiceFile {
  private ServiceFile() {}

  /**
   * Judges a file as nodes do.
   *
   * @throws IOException if it cannot be read, or is no JAR
   */
  public static Sandbox.Verdict judge(Path file) throws IOException {
    var files = read(file);
    if (files.isEmpty()) {
      throw new IOException(file + ": it is no JAR, or an empty one");
    }
    return Sandbox.judge(files);
  }

  private static Map<String, byte[]> read(Path file) throws IOException {
    var files = new HashMap<String, byte[]>();
    try (var zip = new ZipInputStream(Files.newInputStream(file))) {
      for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (!entry.isDirectory()) {
          files.put(entry.getName(), zip.readAllBytes());
        }
      }
    }
    return files;
  }
}
