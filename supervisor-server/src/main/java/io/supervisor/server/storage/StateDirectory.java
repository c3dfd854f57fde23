package io.supervisor.server.storage;

import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Files of a state directory: {@code state-HEIGHT.db}, finished once {@code state-HEIGHT.meta} is
 * beside it; {@code *.tmp} is unfinished. Two finished ones are kept.
 */
final class StateDirectory {
  static final int KEPT = 2;

  private static final String PREFIX = "state-";
  private static final String DATA = ".db";
  private static final String SIDECAR = ".meta";
  private static final String UNFINISHED = ".tmp";
  private static final int BUFFER_BYTES = 1 << 20;

  private final Path directory;

  StateDirectory(Path directory) {
    this.directory = directory;
  }

  Path data(Height height) {
    return directory.resolve(name(height) + DATA);
  }

  Path sidecar(Height height) {
    return directory.resolve(name(height) + SIDECAR);
  }

  static Path unfinished(Path file) {
    return file.resolveSibling(file.getFileName() + UNFINISHED);
  }

  private static String name(Height height) {
    return PREFIX + "%020d".formatted(height.value());
  }

  /** The finished states, newest first. Deletes everything else in here that bears such a name. */
  List<Sidecar> recover(CheckpointListener listener) throws IOException {
    Files.createDirectories(directory);
    var finished = new ArrayList<Sidecar>();
    for (var file : files()) {
      var name = file.getFileName().toString();
      if (name.endsWith(SIDECAR)) {
        verified(file, listener).ifPresent(finished::add);
      }
    }
    finished.sort(Comparator.comparing(Sidecar::height).reversed());
    deleteAllBut(finished, listener);
    return finished;
  }

  private Optional<Sidecar> verified(Path sidecarFile, CheckpointListener listener)
      throws IOException {
    try {
      var sidecar = Sidecar.decode(Files.readAllBytes(sidecarFile));
      var file = data(sidecar.height());
      if (!sidecarFile.equals(sidecar(sidecar.height()))) {
        throw new IllegalArgumentException("it speaks of height " + sidecar.height());
      }
      if (!Files.exists(file) || Files.size(file) != sidecar.bytes()) {
        throw new IllegalArgumentException("its file is not there, or not whole");
      }
      if (!hash(file).equals(sidecar.fileHash())) {
        throw new IllegalArgumentException("its file is damaged");
      }
      return Optional.of(sidecar);
    } catch (IllegalArgumentException e) {
      listener.fileDiscarded(sidecarFile.getFileName().toString(), String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** Sidecars first, so that no sidecar is ever without its file. */
  private void deleteAllBut(List<Sidecar> kept, CheckpointListener listener) throws IOException {
    var keep = new ArrayList<Path>();
    for (var sidecar : kept) {
      keep.add(data(sidecar.height()));
      keep.add(sidecar(sidecar.height()));
    }
    for (var isSidecar : List.of(true, false)) {
      for (var file : files()) {
        var name = file.getFileName().toString();
        if (!keep.contains(file) && name.endsWith(SIDECAR) == isSidecar) {
          Files.delete(file);
          if (!isSidecar) {
            listener.fileDiscarded(name, "it is not finished");
          }
        }
      }
    }
    sync();
  }

  /** Deletes finished states but the newest {@link #KEPT}; returns those that are left. */
  List<Sidecar> prune(List<Sidecar> newestFirst) throws IOException {
    var kept = newestFirst.subList(0, Math.min(KEPT, newestFirst.size()));
    for (var old : newestFirst.subList(kept.size(), newestFirst.size())) {
      Files.delete(sidecar(old.height()));
      sync();
      Files.delete(data(old.height()));
    }
    return List.copyOf(kept);
  }

  private List<Path> files() throws IOException {
    try (var all = Files.list(directory)) {
      return all.filter(file -> file.getFileName().toString().startsWith(PREFIX)).sorted().toList();
    }
  }

  /** Makes new names, and the absence of deleted ones, survive a crash. */
  void sync() throws IOException {
    try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  static void sync(Path file) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  static void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  static Hash hash(Path file) throws IOException {
    var digest = ContentDigest.sha256();
    var buffer = ByteBuffer.allocate(BUFFER_BYTES);
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (channel.read(buffer.clear()) >= 0) {
        digest.update(buffer.flip());
      }
    }
    return Hash.wrap(digest.digest());
  }
}
