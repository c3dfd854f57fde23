package io.supervisor.server.artifact;

import io.supervisor.api.Hash;
import io.supervisor.api.crypto.ChunkTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Files named by their SHA-256. A file gets its name once all of it is on disk and has been hashed;
 * its time of change says when it was last of use. Used by many threads, of one process.
 */
public final class ContentStore {
  static final String TEMPORARY = ".tmp";
  private static final String FILE = ".jar";
  private static final String PART = ".part";
  private static final String TREE = ".chunks";

  private final Path folder;

  /** A file that is there. */
  public record Stored(Hash sha256, long bytes, Path path) {}

  /** Creates the folder if it is not there; throws away what an upload left behind. */
  public ContentStore(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
    try {
      Files.createDirectories(this.folder);
      for (var file : files(name -> name.endsWith(TEMPORARY))) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("folder of contents " + this.folder, e);
    }
  }

  private Path path(Hash sha256, String suffix) {
    return folder.resolve(sha256 + suffix);
  }

  public Optional<Path> find(Hash sha256) {
    return Optional.of(path(sha256, FILE)).filter(Files::isRegularFile);
  }

  /** An empty file for what is to be stored, which is gone after the next start. */
  public Path temporary() throws IOException {
    return Files.createTempFile(folder, "upload", TEMPORARY);
  }

  /**
   * Takes over a file from {@link #temporary}.
   *
   * @param sha256 of its bytes, which the caller has hashed
   */
  public void store(Path temporary, Hash sha256) throws IOException {
    try (var channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    rename(temporary, path(sha256, FILE));
    use(sha256, Instant.now());
  }

  static void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    var folder = to.getParent();
    if (folder != null) {
      try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /** What there is of a file that is on its way. */
  Optional<PartFile> reopen(Hash sha256) throws IOException {
    return PartFile.reopen(path(sha256, PART), path(sha256, TREE));
  }

  PartFile begin(Hash sha256, ChunkTree tree) throws IOException {
    return PartFile.create(path(sha256, PART), path(sha256, TREE), tree);
  }

  /** Gives a file its name, if it has the hash; otherwise throws it away and says false. */
  boolean complete(PartFile part, Hash sha256) throws IOException {
    if (!part.finish().equals(sha256)) {
      part.discard();
      return false;
    }
    part.close();
    rename(part.file(), path(sha256, FILE));
    Files.deleteIfExists(path(sha256, TREE));
    use(sha256, Instant.now());
    return true;
  }

  /** Removes a file whose bytes are no more what its name says. */
  public void discard(Hash sha256) throws IOException {
    Files.deleteIfExists(path(sha256, FILE));
  }

  /** In ascending order of hash. */
  public List<Stored> list() throws IOException {
    var stored = new ArrayList<Stored>();
    for (var file : files(name -> name.endsWith(FILE))) {
      try {
        var hash = hash(file);
        if (hash.isPresent()) {
          stored.add(new Stored(hash.get(), Files.size(file), file));
        }
      } catch (NoSuchFileException e) {
        // Collected meanwhile.
      }
    }
    return stored;
  }

  /** Bytes of all files, those on their way included. */
  public long bytes() throws IOException {
    var bytes = 0L;
    for (var file : files(_ -> true)) {
      try {
        bytes += Files.size(file);
      } catch (NoSuchFileException e) {
        // Collected meanwhile.
      }
    }
    return bytes;
  }

  private void use(Hash sha256, Instant now) throws IOException {
    for (var suffix : List.of(FILE, PART, TREE)) {
      try {
        Files.setLastModifiedTime(path(sha256, suffix), FileTime.from(now));
      } catch (NoSuchFileException e) {
        // Whole, or on its way: not both.
      }
    }
  }

  /**
   * Removes what has not been of use for so long, whole or not.
   *
   * @param used what is of use now
   * @return what was removed
   */
  public List<Hash> collect(Set<Hash> used, Instant now, Duration grace) throws IOException {
    for (var hash : used) {
      use(hash, now);
    }
    var removed = new ArrayList<Hash>();
    for (var file : files(name -> !name.endsWith(TEMPORARY))) {
      var hash = hash(file);
      if (hash.isEmpty() || used.contains(hash.get()) || !isOlder(file, now.minus(grace))) {
        continue;
      }
      if (Files.deleteIfExists(file) && !file.toString().endsWith(TREE)) {
        removed.add(hash.get());
      }
    }
    return removed;
  }

  private static boolean isOlder(Path file, Instant time) throws IOException {
    try {
      return Files.getLastModifiedTime(file).toInstant().isBefore(time);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static Optional<Hash> hash(Path file) {
    var name = String.valueOf(file.getFileName());
    try {
      return Optional.of(Hash.fromHex(name.substring(0, name.indexOf('.'))));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  private List<Path> files(Predicate<String> isWanted) throws IOException {
    try (var files = Files.list(folder)) {
      return files
          .filter(file -> isWanted.test(String.valueOf(file.getFileName())))
          .sorted()
          .toList();
    }
  }
}
