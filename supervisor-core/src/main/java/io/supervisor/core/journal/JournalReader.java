package io.supervisor.core.journal;

import io.supervisor.api.Hash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Reads a journal from its begin to the last frame that was durable. */
final class JournalReader {
  private final Disk disk;
  private final Hash genesis;
  private long sequence;
  private int checksum;

  /** Where writing goes on. */
  record End(List<Segment> segments, long sequence, int checksum) {}

  JournalReader(Disk disk, Hash genesis) {
    this.disk = disk;
    this.genesis = genesis;
  }

  /** Gives each record with the name of its segment. */
  End read(BiConsumer<String, JournalRecord> visitor) {
    var segments = new ArrayList<Segment>();
    for (var name : disk.files()) {
      if (Segment.isName(name)) {
        begin(name, segments.isEmpty());
        segments.add(readSegment(name, visitor));
      }
    }
    return new End(segments, sequence, checksum);
  }

  private void begin(String name, boolean first) {
    if (first) {
      sequence = Long.parseUnsignedLong(name.substring(name.indexOf('-') + 1), 16);
    } else if (!name.equals(Segment.name(sequence))) {
      throw new JournalDamagedException(
          name + ": got this segment, want " + Segment.name(sequence));
    }
  }

  private Segment readSegment(String name, BiConsumer<String, JournalRecord> visitor) {
    var segment = new Segment(name, disk.size(name));
    while (true) {
      byte[] header = disk.read(name, segment.end, Frame.HEADER);
      var decoded = Frame.header(header, 0);
      byte[] payload = decoded == null ? null : payload(segment, header, decoded);
      if (decoded == null || payload == null) {
        refuseDamage(segment, decoded);
        return segment;
      }
      visit(segment, payload, visitor);
      segment.end += decoded.size();
      sequence++;
      checksum = decoded.checksum();
    }
  }

  private byte @Nullable [] payload(Segment segment, byte[] header, Frame.Header decoded) {
    boolean first = segment.end == 0;
    if (decoded.sequence() != sequence || (decoded.previous() != checksum && !oldest(first))) {
      return null;
    }
    if (decoded.size() > segment.size - segment.end) {
      return null;
    }
    byte[] payload = disk.read(segment.name, segment.end + Frame.HEADER, decoded.length());
    return Frame.intact(header, decoded, payload) ? payload : null;
  }

  /** The first frame that is still there has nothing before it to compare with. */
  private boolean oldest(boolean firstOfSegment) {
    return firstOfSegment && checksum == 0;
  }

  private void visit(Segment segment, byte[] payload, BiConsumer<String, JournalRecord> visitor) {
    var frame = RecordCodec.decode(segment.name, payload);
    if (segment.end == 0 && !Objects.equals(genesis, frame.genesis())) {
      throw new JournalDamagedException(
          segment.name + ": genesis hash: got " + frame.genesis() + ", want " + genesis);
    }
    for (var record : frame.records()) {
      segment.note(record);
      visitor.accept(segment.name, record);
    }
  }

  /** Nothing was ever written behind a torn frame: a good frame there means lost records. */
  private void refuseDamage(Segment segment, Frame.@Nullable Header broken) {
    int rest = (int) Math.min(Integer.MAX_VALUE - 64, segment.size - segment.end);
    byte[] bytes = disk.read(segment.name, segment.end, rest);
    int from = broken == null || broken.sequence() != sequence ? 0 : broken.size();
    from = from < rest ? Math.max(from, Frame.ALIGNMENT) : Frame.ALIGNMENT;
    for (int at = from; at + Frame.HEADER <= bytes.length; at += Frame.ALIGNMENT) {
      var header = Frame.header(bytes, at);
      if (header != null && header.sequence() > sequence && intact(bytes, at, header)) {
        throw new JournalDamagedException(
            segment.name
                + ": frame "
                + sequence
                + " at "
                + segment.end
                + " is broken, but frame "
                + header.sequence()
                + " is whole");
      }
    }
  }

  private static boolean intact(byte[] bytes, int at, Frame.Header header) {
    int begin = at + Frame.HEADER;
    if (header.length() > bytes.length - begin) {
      return false;
    }
    return Frame.intact(
        Arrays.copyOfRange(bytes, at, begin),
        header,
        Arrays.copyOfRange(bytes, begin, begin + header.length()));
  }
}
