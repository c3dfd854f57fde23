package io.supervisor.server.storage.journal;

import io.supervisor.api.Height;
import io.supervisor.core.journal.BlockRecord;
import io.supervisor.core.journal.ChainArchive;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The chain in append-only files. Where each height begins is kept on the heap, eight bytes each,
 * and found again at the start. A file is synced before the next one is begun, so only the last can
 * have a torn end, which is passed over and cut off at the next block: what was there comes back
 * from the journal.
 */
public final class FileChainArchive implements ChainArchive, AutoCloseable {
  /** An index entry is the number of the segment and the position in it. */
  private static final int POSITION_BITS = 40;

  private static final long POSITION_MASK = (1L << POSITION_BITS) - 1;
  private static final long SEGMENT_BYTES = 256L << 20;

  private final Path folder;
  private final long segmentBytes;
  private final List<ArchiveSegment> segments = new CopyOnWriteArrayList<>();
  // Written by the owner only; readers look at the length first, then at the array.
  private volatile long[] index = new long[1 << 10];
  private volatile long length;

  public FileChainArchive(Path folder) {
    this(folder, SEGMENT_BYTES);
  }

  FileChainArchive(Path folder, long segmentBytes) {
    this.folder = folder;
    this.segmentBytes = segmentBytes;
    try {
      open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void open() throws IOException {
    List<Path> files;
    try (var list = Files.list(folder)) {
      files = list.filter(ArchiveSegment::isSegment).sorted().toList();
    }
    for (var file : files) {
      if (ArchiveSegment.firstHeight(file) != length) {
        throw new IOException(
            file + ": blocks from height " + length + " are missing before this file");
      }
      boolean last = file.equals(files.getLast());
      segments.add(ArchiveSegment.open(file, last, this::note));
    }
  }

  private void note(long position) {
    note(segments.size(), position);
  }

  private void note(int segment, long position) {
    int height = Math.toIntExact(length);
    if (height == index.length) {
      index = Arrays.copyOf(index, index.length * 2);
    }
    index[height] = (long) segment << POSITION_BITS | position;
    length = height + 1L;
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public void append(BlockRecord block) {
    if (block.height().value() != length) {
      throw new IllegalArgumentException(
          "archive: got block " + block.height() + ", want " + length);
    }
    try {
      var segment = writable();
      note(segments.size() - 1, segment.append(BlockRecordCodec.encode(block)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ArchiveSegment writable() throws IOException {
    if (!segments.isEmpty()) {
      var last = segments.getLast();
      if (last.end() < segmentBytes) {
        return last;
      }
      last.sync();
    }
    var created = ArchiveSegment.create(folder, length);
    segments.add(created);
    return created;
  }

  @Override
  public Optional<BlockRecord> read(Height height) {
    if (height.value() >= length) {
      return Optional.empty();
    }
    long entry = index[(int) height.value()];
    try {
      var payload = segments.get((int) (entry >>> POSITION_BITS)).read(entry & POSITION_MASK);
      return Optional.of(BlockRecordCodec.decode(payload));
    } catch (IOException e) {
      throw new UncheckedIOException("block " + height + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void sync() {
    try {
      if (!segments.isEmpty()) {
        segments.getLast().sync();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      for (var segment : segments) {
        segment.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
