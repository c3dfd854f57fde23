package io.supervisor.server.storage.journal;

import io.supervisor.core.journal.Disk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Files in one folder. Filling a new file with zeros takes as long as writing it, so the next one
 * is made ready in the background and only renamed when it is asked for. Used by one thread, except
 * for the counters.
 */
public final class FileDisk implements Disk, AutoCloseable {
  /** Suffix of a file that is made ready; no file of the journal ends so. */
  private static final String SPARE = ".spare";

  private final Path folder;
  private final Consumer<Duration> onSync;
  private final Map<String, FileChannel> channels = new HashMap<>();
  private final ExecutorService background =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("journal-spare").daemon().factory());
  private final AtomicLong bytesWritten = new AtomicLong();
  private final AtomicLong syncNanos = new AtomicLong();
  private CompletableFuture<Path> spare = CompletableFuture.failedFuture(new IOException("none"));
  private long spareSize = -1;

  /** Opens a folder that exists; what a crash left half ready is removed. */
  public FileDisk(Path folder) {
    this(folder, _ -> {});
  }

  /**
   * As {@link #FileDisk(Path)}.
   *
   * @param onSync is told how long each sync took, on the thread that syncs
   */
  public FileDisk(Path folder, Consumer<Duration> onSync) {
    this.folder = folder;
    this.onSync = onSync;
    run(() -> {
      try (var files = Files.list(folder)) {
        for (var file : files.filter(f -> f.toString().endsWith(SPARE)).toList()) {
          Files.delete(file);
        }
      }
    });
  }

  @Override
  public List<String> files() {
    return call(() -> {
      try (var files = Files.list(folder)) {
        return files
            .map(file -> file.getFileName().toString())
            .filter(name -> !name.endsWith(SPARE))
            .sorted()
            .toList();
      }
    });
  }

  @Override
  public void create(String name, long sizeBytes) {
    run(() -> {
      var file = folder.resolve(name);
      if (Files.exists(file)) {
        throw new IOException(file + ": exists already");
      }
      Files.move(ready(sizeBytes), file, StandardCopyOption.ATOMIC_MOVE);
      Folders.sync(folder);
    });
    prepare(sizeBytes);
  }

  /** A file of zeros, from the background if it has one of this size. */
  private Path ready(long size) throws IOException {
    if (spareSize == size) {
      spareSize = -1;
      try {
        return spare.join();
      } catch (CompletionException e) {
        throw new IOException("cannot prepare a file of the journal", e.getCause());
      }
    }
    var file = Files.createTempFile(folder, "now", SPARE);
    Folders.createZeros(file, size);
    return file;
  }

  private void prepare(long size) {
    if (spareSize == size) {
      return;
    }
    spareSize = size;
    spare =
        CompletableFuture.supplyAsync(
            () ->
                call(() -> {
                  var file = Files.createTempFile(folder, "next", SPARE);
                  Folders.createZeros(file, size);
                  return file;
                }),
            background);
  }

  @Override
  public long size(String name) {
    return call(() -> channel(name).size());
  }

  @Override
  public byte[] read(String name, long position, int length) {
    return call(() -> {
      var channel = channel(name);
      var buffer = ByteBuffer.allocate(Math.clamp(channel.size() - position, 0, length));
      Folders.readFully(channel, position, buffer);
      return buffer.array();
    });
  }

  @Override
  public void write(String name, long position, byte[] bytes) {
    run(() -> {
      var channel = channel(name);
      if (position + bytes.length > channel.size()) {
        throw new IOException(name + ": write beyond the end of the file");
      }
      Folders.writeFully(channel, position, ByteBuffer.wrap(bytes));
      bytesWritten.addAndGet(bytes.length);
    });
  }

  @Override
  public void sync(String name) {
    long begin = System.nanoTime();
    // The size never changes, so only the data need be forced.
    run(() -> channel(name).force(false));
    long took = System.nanoTime() - begin;
    syncNanos.addAndGet(took);
    onSync.accept(Duration.ofNanos(took));
  }

  @Override
  public void delete(String name) {
    run(() -> {
      var channel = channels.remove(name);
      if (channel != null) {
        channel.close();
      }
      Files.delete(folder.resolve(name));
      Folders.sync(folder);
    });
  }

  /** Bytes written since the start; read by any thread. */
  public long bytesWritten() {
    return bytesWritten.get();
  }

  /** Nanoseconds spent in syncs since the start; read by any thread. */
  public long syncNanos() {
    return syncNanos.get();
  }

  @Override
  public void close() {
    background.shutdown();
    run(() -> {
      try {
        if (!background.awaitTermination(1, TimeUnit.MINUTES)) {
          throw new IOException(folder + ": still preparing a file");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      for (var channel : channels.values()) {
        channel.close();
      }
      channels.clear();
    });
  }

  private FileChannel channel(String name) throws IOException {
    var known = channels.get(name);
    if (known != null) {
      return known;
    }
    var opened =
        FileChannel.open(folder.resolve(name), StandardOpenOption.READ, StandardOpenOption.WRITE);
    channels.put(name, opened);
    return opened;
  }

  private interface IoCall<T> {
    T call() throws IOException;
  }

  private interface IoRun {
    void run() throws IOException;
  }

  private static <T> T call(IoCall<T> action) {
    try {
      return action.call();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void run(IoRun action) {
    call(() -> {
      action.run();
      return true;
    });
  }
}
