package io.supervisor.server.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Wishes of an administrator, left in the data folder while the node was stopped, that a migration
 * begin anew: an empty file by the name of the instance.
 */
public final class RestartMarks {
  /** Name of the folder within the data folder. */
  public static final String FOLDER = "restart-migrations";

  private final Path folder;

  /**
   * @param folder need not exist
   */
  public RestartMarks(Path folder) {
    this.folder = folder;
  }

  /**
   * Leaves a wish.
   *
   * @param instance letters, digits, {@code _} and {@code -}
   * @throws IllegalArgumentException if no instance can have the name
   */
  public void add(String instance) {
    if (instance.isEmpty() || !instance.chars().allMatch(RestartMarks::isNameCharacter)) {
      throw new IllegalArgumentException(
          "name of a service: got \"" + instance + "\", want letters, digits, _ and -");
    }
    try {
      Files.createDirectories(folder);
      Files.write(folder.resolve(instance), new byte[0]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isNameCharacter(int c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '_'
        || c == '-';
  }

  /** Names of instances, in order. */
  List<String> instances() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The wish is fulfilled, or there is nothing to begin anew. */
  void remove(String instance) {
    try {
      Files.deleteIfExists(folder.resolve(instance));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
