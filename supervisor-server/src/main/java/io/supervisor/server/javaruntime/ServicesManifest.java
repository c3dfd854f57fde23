package io.supervisor.server.javaruntime;

import io.supervisor.api.Hash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Remembers which service JARs a node was started with, so that another JAR under the same name and
 * version, or a missing one, is noticed before it makes the node's state differ from the others'.
 *
 * <p>A text file, one JAR a line: SHA-256, two spaces, artifact. New JARs are added to it.
 */
public final class ServicesManifest {
  private static final String SEPARATOR = "  ";

  private ServicesManifest() {}

  /**
   * Compares with the start before, and remembers what is new.
   *
   * @param file is created at the first start
   * @param present {@link BuiltInArtifactSource#jarHashes()}
   * @return what is wrong, for the administrator, a line each; empty = the node may start
   */
  public static List<String> check(Path file, SortedMap<String, Hash> present) {
    var before = read(file);
    var problems = new ArrayList<String>();
    before.forEach((artifact, hash) -> {
      var now = present.get(artifact);
      if (now == null) {
        problems.add(
            String.format(
                Locale.ROOT,
                "%s: the services folder lacks the JAR of artifact %s with SHA-256 %s, which this node was started with before",
                file,
                artifact,
                hash));
      } else if (!now.equals(hash)) {
        problems.add(
            String.format(
                Locale.ROOT,
                "%s: the JAR of artifact %s in the services folder has changed: it has SHA-256 %s, want %s; a change of code needs another version",
                file,
                artifact,
                now,
                hash));
      }
    });
    if (problems.isEmpty() && !before.equals(present)) {
      write(file, present);
    }
    return List.copyOf(problems);
  }

  /**
   * Remembers these and forgets all others: where every block is compared with one that was decided
   * elsewhere, an author may change a JAR until it fits.
   */
  public static void replace(Path file, SortedMap<String, Hash> present) {
    write(file, present);
  }

  private static Map<String, Hash> read(Path file) {
    var entries = new TreeMap<String, Hash>();
    if (!Files.exists(file)) {
      return entries;
    }
    try {
      for (var line : Files.readAllLines(file)) {
        var parts = line.split(SEPARATOR, 2);
        if (parts.length != 2) {
          throw new IOException("line \"" + line + "\": want SHA-256 and artifact");
        }
        entries.put(parts[1], Hash.fromHex(parts[0]));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new UncheckedIOException(new IOException(file + ": " + e.getMessage(), e));
    }
    return entries;
  }

  private static void write(Path file, SortedMap<String, Hash> entries) {
    var text = new StringBuilder();
    entries.forEach(
        (artifact, hash) -> text.append(hash).append(SEPARATOR).append(artifact).append('\n'));
    try {
      var temporary = file.resolveSibling(file.getFileName() + ".tmp");
      Files.writeString(temporary, text);
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be written", e);
    }
  }
}
