package io.supervisor.server.storage;

import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.server.storage.CheckpointSteps.Step;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Files of a state directory. {@code state-HEIGHT.meta} is a checkpoint; the files that it names
 * are {@code state-HEIGHT.db}, a whole state, and {@code state-FIRST-LAST.db}, the changes of some
 * blocks; {@code *.tmp} is unfinished. Two checkpoints are kept; they may share files.
 */
final class StateDirectory {
  static final int KEPT = 2;

  private static final String PREFIX = "state-";
  private static final Pattern NAME =
      Pattern.compile("state-\\d{20}(-\\d{20})?\\.(db|meta)(\\.tmp)?");

  private static final String DATA = ".db";
  private static final String CHECKPOINT = ".meta";
  private static final String UNFINISHED = ".tmp";
  private static final int BUFFER_BYTES = 1 << 20;

  private final Path directory;
  private final CheckpointSteps steps;

  StateDirectory(Path directory, CheckpointSteps steps) {
    this.directory = directory;
    this.steps = steps;
  }

  Path data(Height first, Height last) {
    var range = first.equals(Height.GENESIS) ? number(last) : number(first) + "-" + number(last);
    return directory.resolve(PREFIX + range + DATA);
  }

  private Path data(Level level) {
    return data(level.first(), level.last());
  }

  StateFile open(Level level) {
    return StateFile.open(data(level), level.isWhole());
  }

  private Path checkpoint(Height height) {
    return directory.resolve(PREFIX + number(height) + CHECKPOINT);
  }

  static Path unfinished(Path file) {
    return file.resolveSibling(file.getFileName() + UNFINISHED);
  }

  private static String number(Height height) {
    return String.format(Locale.ROOT, "%020d", height.value());
  }

  /**
   * The finished states, newest first. Deletes everything else in here that bears such a name.
   *
   * @throws StateStoreException if a newer release wrote them: then nothing is deleted
   */
  List<Checkpoint> recover(CheckpointListener listener) throws IOException {
    Files.createDirectories(directory);
    var finished = new ArrayList<Checkpoint>();
    var sound = new HashSet<Level>();
    for (var file : files()) {
      if (file.getFileName().toString().endsWith(CHECKPOINT)) {
        verified(file, sound, listener).ifPresent(finished::add);
      }
    }
    finished.sort(Comparator.comparing(Checkpoint::height).reversed());
    deleteAllBut(finished, listener);
    return List.copyOf(finished);
  }

  /**
   * @param sound files that were verified already; more are added
   */
  private Optional<Checkpoint> verified(Path file, Set<Level> sound, CheckpointListener listener)
      throws IOException {
    try {
      var checkpoint = Checkpoint.decode(Files.readAllBytes(file));
      if (!file.equals(checkpoint(checkpoint.height()))) {
        throw new IllegalArgumentException("it speaks of height " + checkpoint.height());
      }
      for (var level : checkpoint.levels()) {
        if (!sound.contains(level)) {
          requireSound(level, Pause.NONE);
          sound.add(level);
        }
      }
      return Optional.of(checkpoint);
    } catch (IllegalArgumentException e) {
      listener.fileDiscarded(file.getFileName().toString(), String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /**
   * Reads a whole file.
   *
   * @throws IllegalArgumentException if it is not what was written, or the disk cannot read it
   * @throws IOException if it cannot be opened, which says nothing about what is in it
   */
  void requireSound(Level level, Pause pause) throws IOException {
    var file = data(level);
    if (!Files.exists(file) || Files.size(file) != level.bytes()) {
      throw new IllegalArgumentException(file.getFileName() + " is not there, or not whole");
    }
    if (!hash(file, pause).equals(level.hash())) {
      throw new IllegalArgumentException(file.getFileName() + " is damaged");
    }
  }

  /** Checkpoints first, so that none is ever without a file. */
  private void deleteAllBut(List<Checkpoint> kept, CheckpointListener listener) throws IOException {
    var keep = new HashSet<Path>();
    for (var checkpoint : kept) {
      keep.add(checkpoint(checkpoint.height()));
      checkpoint.levels().forEach(level -> keep.add(data(level)));
    }
    for (var isCheckpoint : List.of(true, false)) {
      for (var file : files()) {
        var name = file.getFileName().toString();
        if (!keep.contains(file) && name.endsWith(CHECKPOINT) == isCheckpoint) {
          Files.delete(file);
          if (!isCheckpoint) {
            listener.fileDiscarded(name, "it belongs to no finished checkpoint");
          }
        }
      }
    }
    sync();
  }

  /** Makes a checkpoint count; requires that its files are there. Replaces one of its height. */
  void publish(Checkpoint checkpoint) throws IOException {
    var file = checkpoint(checkpoint.height());
    var unfinished = unfinished(file);
    steps.before(Step.WRITE_CHECKPOINT);
    Files.write(
        unfinished,
        checkpoint.encode(),
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE);
    steps.before(Step.SYNC_CHECKPOINT);
    sync(unfinished);
    steps.before(Step.RENAME_CHECKPOINT);
    rename(unfinished, file);
    steps.before(Step.SYNC_DIRECTORY);
    sync();
  }

  /** Deletes what only the older ones of these had, and the newer ones have not. */
  void forget(List<Checkpoint> older, List<Checkpoint> newer) throws IOException {
    var heights = newer.stream().map(Checkpoint::height).toList();
    for (var checkpoint : older) {
      if (!heights.contains(checkpoint.height())) {
        Files.delete(checkpoint(checkpoint.height()));
      }
    }
    sync();
    var kept = levels(newer);
    for (var level : levels(older)) {
      if (!kept.contains(level)) {
        Files.delete(data(level));
      }
    }
  }

  private static Set<Level> levels(List<Checkpoint> checkpoints) {
    var levels = new LinkedHashSet<Level>();
    checkpoints.forEach(checkpoint -> levels.addAll(checkpoint.levels()));
    return levels;
  }

  private List<Path> files() throws IOException {
    try (var all = Files.list(directory)) {
      return all.filter(file -> NAME.matcher(file.getFileName().toString()).matches())
          .sorted()
          .toList();
    }
  }

  /** What the disk has left; if it does not say, all there can be. */
  long freeBytes() {
    var disk = directory.toFile();
    return disk.getTotalSpace() == 0 ? Long.MAX_VALUE : disk.getUsableSpace();
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

  /**
   * @throws IllegalArgumentException if the disk cannot read it
   */
  static Hash hash(Path file, Pause pause) throws IOException {
    var digest = ContentDigest.sha256();
    var buffer = ByteBuffer.allocate(BUFFER_BYTES);
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (read(file, channel, buffer.clear())) {
        pause.take();
        digest.update(buffer.flip());
      }
    }
    return Hash.wrap(digest.digest());
  }

  private static boolean read(Path file, FileChannel channel, ByteBuffer into) {
    try {
      return channel.read(into) >= 0;
    } catch (IOException e) {
      throw new IllegalArgumentException(
          file.getFileName() + " cannot be read: " + e.getMessage(), e);
    }
  }
}
