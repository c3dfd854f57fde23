package io.supervisor.core.journal;

import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * The node's memory across crashes: records are collected on the heap, and one {@link #sync} writes
 * them as one frame, so that all of them or none survive. Used by one thread.
 *
 * <p>Once a method has thrown, the journal may not be used any more: open it again.
 */
public final class Journal {
  private final Disk disk;
  private final Hash genesis;
  private final int segmentBytes;
  private final Deque<Segment> segments;
  private final LastingRecords lasting = new LastingRecords();
  private final List<JournalRecord> waiting = new ArrayList<>();
  private long sequence;
  private int checksum;
  private long syncs;

  private Journal(Disk disk, Hash genesis, int segmentBytes, JournalReader.End end) {
    this.disk = disk;
    this.genesis = genesis;
    this.segmentBytes = segmentBytes;
    this.segments = new ArrayDeque<>(end.segments());
    this.sequence = end.sequence();
    this.checksum = end.checksum();
  }

  /**
   * Reads what is there, in the order in which it was written, and goes on behind it. A torn frame
   * at the end was never durable and is dropped.
   *
   * @param genesis hash of the genesis block: a journal of another network is refused
   * @param segmentBytes size of the files to make from now on, above 1,024
   * @throws JournalDamagedException if anything that once was durable is missing
   */
  public static Journal open(
      Disk disk, Hash genesis, int segmentBytes, Consumer<JournalRecord> recovered) {
    var found = new ArrayList<LastingRecords.Placed>();
    var end =
        new JournalReader(disk, genesis)
            .read((segment, record) -> {
              if (record instanceof JournalRecord.Lasting kept) {
                found.add(new LastingRecords.Placed(segment, kept));
              }
              recovered.accept(record);
            });
    var journal = new Journal(disk, genesis, segmentBytes, end);
    found.forEach(placed -> journal.lasting.put(placed));
    return journal;
  }

  /** Adds a record to those that the next {@link #sync} makes durable. */
  public void append(JournalRecord record) {
    waiting.add(record);
  }

  /** Whether records wait for a {@link #sync}. */
  public boolean waiting() {
    return !waiting.isEmpty();
  }

  /** Makes every record appended so far durable: one write and one sync, none if nothing waits. */
  public void sync() {
    if (waiting.isEmpty()) {
      return;
    }
    byte[] payload = RecordCodec.encode(waiting);
    var segment = segmentFor(payload.length);
    if (segment.end == 0) {
      payload = RecordCodec.encode(genesis, waiting);
    }
    var frame = Frame.encode(sequence, checksum, payload);
    disk.write(segment.name, segment.end, frame.bytes());
    disk.sync(segment.name);
    syncs++;
    sequence++;
    checksum = frame.checksum();
    segment.end += frame.bytes().length;
    note(segment);
    waiting.clear();
  }

  /**
   * Deletes segments that hold nothing of an epoch above this one. Requires that the blocks up to
   * there, and their effect on the state, are safe elsewhere. Syncs if records have to be kept.
   */
  public void discard(Height upTo) {
    while (segments.size() > 1 && segments.peekFirst().lastEpoch <= upTo.value()) {
      var oldest = segments.peekFirst();
      lasting.in(oldest.name).forEach(this::append);
      sync();
      disk.delete(oldest.name);
      segments.removeFirst();
    }
  }

  /** Number of syncs since the journal was opened. */
  public long syncs() {
    return syncs;
  }

  /** Size of all segments. */
  public long bytesOnDisk() {
    return segments.stream().mapToLong(segment -> segment.size).sum();
  }

  private Segment segmentFor(int payloadLength) {
    // Room for the genesis entry, which the first frame of a segment carries in addition.
    int need = Frame.size(payloadLength + RecordCodec.GENESIS_BYTES);
    var last = segments.peekLast();
    if (last != null && last.end + need <= last.size) {
      return last;
    }
    var segment = new Segment(Segment.name(sequence), Math.max(segmentBytes, need));
    disk.create(segment.name, segment.size);
    segments.addLast(segment);
    return segment;
  }

  private void note(Segment segment) {
    for (var record : waiting) {
      segment.note(record);
      if (record instanceof JournalRecord.Lasting kept) {
        lasting.put(new LastingRecords.Placed(segment.name, kept));
      }
    }
  }
}
