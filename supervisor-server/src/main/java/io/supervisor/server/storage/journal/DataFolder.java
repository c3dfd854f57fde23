package io.supervisor.server.storage.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Folder of one node's data, held by one process at a time. */
public final class DataFolder implements AutoCloseable {
  private static final String LOCK = "lock";

  private final Path root;
  private final FileChannel lockFile;
  private final FileLock lock;

  private DataFolder(Path root, FileChannel lockFile, FileLock lock) {
    this.root = root;
    this.lockFile = lockFile;
    this.lock = lock;
  }

  /**
   * Takes the folder, which is made if it does not exist. The lock goes with the process, however
   * it ends.
   *
   * @throws IllegalStateException if another process holds it
   */
  public static DataFolder open(Path root) {
    try {
      Files.createDirectories(root);
      var channel =
          FileChannel.open(root.resolve(LOCK), StandardOpenOption.WRITE, StandardOpenOption.CREATE);
      var lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        throw new IllegalStateException(root + ": in use by another process");
      }
      return new DataFolder(root, channel, lock);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // held within this process
    }
  }

  /** A folder in it, made if need be; it is there after a power cut, too. */
  public Path folder(String name) {
    try {
      var folder = Files.createDirectories(root.resolve(name));
      Folders.sync(root);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      lock.release();
      lockFile.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
