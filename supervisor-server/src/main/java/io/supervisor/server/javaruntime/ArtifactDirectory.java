package io.supervisor.server.javaruntime;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.Hash;
import io.supervisor.api.crypto.ChunkTree;
import io.supervisor.api.crypto.Sha256;
import io.supervisor.server.artifact.ContentStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Artifact files of this node. Those with names lie in a directory of the administrator's, where he
 * copies or uploads them; they are never changed, replaced or removed here. All others are known by
 * their content alone: those that were uploaded for a request, or fetched from peers. Used by many
 * threads.
 */
public final class ArtifactDirectory {
  /** Files that uploads may make it hold. */
  public static final int FILES_MAX = 1_000;

  private static final Duration SETTLED_AFTER = Duration.ofSeconds(5);
  private static final String PART_SUFFIX = ".part";

  private final Path directory;
  private final ContentStore contents;

  /** Files that were read; guarded by itself, so that one is read at a time. */
  private final Map<Path, Known> known = new HashMap<>();

  /** Outcome of storing a file. */
  public enum Stored {
    /** It is on disk now, or was before. */
    OK,
    /** The name is taken by other bytes. */
    NAME_TAKEN,
    /** There are {@link #FILES_MAX} files. */
    FULL
  }

  /**
   * File that is stored.
   *
   * @param name empty if it is known by its content alone
   * @param chunksRoot zeros of an empty file, which has no chunks
   * @param artifact that its manifest names for the Java runtime
   */
  public record StoredFile(
      String name,
      Hash sha256,
      long bytes,
      Hash chunksRoot,
      Path path,
      Optional<ArtifactId> artifact) {}

  /** By what is told whether a file has changed since it was read. */
  private record Look(long bytes, FileTime modified) {
    static Look at(Path file) throws IOException {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return new Look(attributes.size(), attributes.lastModifiedTime());
    }

    /** Whether a later change would give it another time, whatever the file system's steps. */
    boolean isOld() {
      return modified.toInstant().plus(SETTLED_AFTER).isBefore(Instant.now());
    }
  }

  /** What was read of a file that looked so. */
  private record Known(Look look, StoredFile file) {}

  /** With files known by content in a hidden folder of the directory. */
  public ArtifactDirectory(Path directory) {
    this(directory, new ContentStore(directory.resolve(".contents")));
  }

  /**
   * Creates the directory if it is not there.
   *
   * @param contents files that are known by their content
   */
  public ArtifactDirectory(Path directory, ContentStore contents) {
    this.directory = directory.toAbsolutePath().normalize();
    this.contents = contents;
    try {
      Files.createDirectories(this.directory);
    } catch (IOException e) {
      throw new UncheckedIOException("directory of artifacts " + this.directory, e);
    }
  }

  public ContentStore contents() {
    return contents;
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

  /** An empty file for what is to be stored; whoever asks for it removes it. */
  public Path temporary() throws IOException {
    return Files.createTempFile(directory, ".upload", PART_SUFFIX);
  }

  /**
   * Stores a file under a name: all of it, durably, or nothing.
   *
   * @param temporary from {@link #temporary}; not to be changed any more
   * @param sha256 of its bytes, which the caller has hashed
   */
  public synchronized Stored store(String name, Path temporary, Hash sha256) throws IOException {
    var path = path(name);
    if (Files.exists(path)) {
      return sha256.equals(hash(path)) ? Stored.OK : Stored.NAME_TAKEN;
    }
    if (files().size() >= FILES_MAX) {
      return Stored.FULL;
    }
    try (var out = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      out.force(true);
    }
    Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
    syncDirectory();
    return Stored.OK;
  }

  /**
   * Files in ascending order of name, those without one first; those with names that nobody can ask
   * for are left out. A file is read once, and again when it looks otherwise.
   */
  public List<StoredFile> list() throws IOException {
    synchronized (known) {
      var named = files();
      var unnamed = contents.list();
      var all = new HashSet<>(named);
      unnamed.forEach(content -> all.add(content.path()));
      known.keySet().retainAll(all);
      var stored = new ArrayList<StoredFile>();
      for (var content : unnamed) {
        read(content.path(), content.sha256()).ifPresent(stored::add);
      }
      for (var path : named) {
        read(path).ifPresent(stored::add);
      }
      return List.copyOf(stored);
    }
  }

  /** A file with a name; empty if it is gone. */
  private Optional<StoredFile> read(Path path) throws IOException {
    try {
      var look = Look.at(path);
      var before = known.get(path);
      if (before != null && before.look().equals(look)) {
        return Optional.of(before.file());
      }
      var file = stored(path.getFileName().toString(), hash(path), path);
      if (look.isOld()) {
        known.put(path, new Known(look, file));
      }
      return Optional.of(file);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** A file that is called by its hash, and does not change; empty if it is gone. */
  private Optional<StoredFile> read(Path path, Hash sha256) throws IOException {
    try {
      var before = known.get(path);
      if (before != null) {
        return Optional.of(before.file());
      }
      var file = stored("", sha256, path);
      known.put(path, new Known(Look.at(path), file));
      return Optional.of(file);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static StoredFile stored(String name, Hash sha256, Path path) throws IOException {
    return new StoredFile(name, sha256, Files.size(path), chunksRoot(path), path, artifact(path));
  }

  private static Hash chunksRoot(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return Files.size(file) == 0 ? Hash.ZERO : ChunkTree.of(in).root();
    }
  }

  private static Optional<ArtifactId> artifact(Path file) {
    return ServiceJar.artifactOf(file, ArtifactId.RUNTIME_JAVA);
  }

  /** Where a file of this content lies, with a name or without. */
  public Optional<Path> path(Hash sha256) throws IOException {
    var path = contents.find(sha256);
    return path.isPresent() ? path : find(sha256).map(StoredFile::path);
  }

  /** A file of this content, with a name or without. */
  public Optional<StoredFile> find(Hash sha256) throws IOException {
    synchronized (known) {
      var content = contents.find(sha256);
      if (content.isPresent()) {
        return read(content.get(), sha256);
      }
      for (var path : files()) {
        var file = read(path);
        if (file.isPresent() && file.get().sha256().equals(sha256)) {
          return file;
        }
      }
      return Optional.empty();
    }
  }

  /** Makes the names durable. */
  private void syncDirectory() throws IOException {
    try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
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
