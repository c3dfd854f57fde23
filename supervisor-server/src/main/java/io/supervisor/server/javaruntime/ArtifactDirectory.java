package io.supervisor.server.javaruntime;

import io.supervisor.api.Hash;
import io.supervisor.api.crypto.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Directory of artifact files of this node. Files come by upload, or are copied there by the
 * administrator. What is stored here is never changed or replaced. Used by many threads.
 */
public final class ArtifactDirectory {
  /** Files that uploads may make it hold. */
  public static final int FILES_MAX = 1_000;

  private static final String PART_SUFFIX = ".part";

  private final Path directory;

  /** Outcome of storing a file. */
  public enum Stored {
    /** It is on disk now, or was before. */
    OK,
    /** The name is taken by other bytes. */
    NAME_TAKEN,
    /** There are {@link #FILES_MAX} files. */
    FULL
  }

  /** File that is stored. */
  public record StoredFile(String name, Hash sha256, long bytes, Path path) {}

  /** Creates the directory if it is not there. */
  public ArtifactDirectory(Path directory) {
    this.directory = directory.toAbsolutePath().normalize();
    try {
      Files.createDirectories(this.directory);
    } catch (IOException e) {
      throw new UncheckedIOException("directory of artifacts " + this.directory, e);
    }
  }

  /** Whether a file here may be named so: no way out of the directory, no hidden files. */
  public static boolean isValidName(String name) {
    return !name.isEmpty()
        && name.length() <= 255
        && !name.startsWith(".")
        && !name.endsWith(PART_SUFFIX)
        && name.chars().allMatch(ArtifactDirectory::isNameCharacter);
  }

  private static boolean isNameCharacter(int c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '_'
        || c == '-'
        || c == '.';
  }

  /** Where a file of this name lies or would lie. Requires a valid name. */
  public Path path(String name) {
    if (!isValidName(name)) {
      throw new IllegalArgumentException("file name: got \"" + name + "\"");
    }
    return directory.resolve(name);
  }

  /**
   * Stores a file under a name: all of it, durably, or nothing.
   *
   * @param bytes not to be changed meanwhile
   */
  public synchronized Stored store(String name, byte[] bytes) throws IOException {
    var path = path(name);
    if (Files.exists(path)) {
      return Sha256.of(bytes).equals(hash(path)) ? Stored.OK : Stored.NAME_TAKEN;
    }
    if (files().size() >= FILES_MAX) {
      return Stored.FULL;
    }
    var part = Files.createTempFile(directory, ".upload", PART_SUFFIX);
    try {
      try (var out = FileChannel.open(part, StandardOpenOption.WRITE)) {
        var buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
          out.write(buffer);
        }
        out.force(true);
      }
      Files.move(part, path, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
    return Stored.OK;
  }

  /** Files in ascending order of name; those with names that nobody can ask for are left out. */
  public List<StoredFile> list() throws IOException {
    var stored = new ArrayList<StoredFile>();
    for (var path : files()) {
      stored.add(new StoredFile(path.getFileName().toString(), hash(path), Files.size(path), path));
    }
    return List.copyOf(stored);
  }

  /** A file of this content. */
  public Optional<StoredFile> find(Hash sha256) throws IOException {
    return list().stream().filter(file -> file.sha256().equals(sha256)).findFirst();
  }

  private List<Path> files() throws IOException {
    try (var paths = Files.list(directory)) {
      return paths
          .filter(path -> isValidName(path.getFileName().toString()) && Files.isRegularFile(path))
          .sorted()
          .toList();
    }
  }

  private static Hash hash(Path file) throws IOException {
    var digest = Sha256.digest();
    try (var in = Files.newInputStream(file)) {
      var buffer = new byte[64 * 1024];
      for (var count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
      return Hash.wrap(digest.digest());
    } finally {
      digest.reset();
    }
  }

  @Override
  public String toString() {
    return directory.toString();
  }
}
