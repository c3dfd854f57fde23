package io.supervisor.server.peer;

import com.google.protobuf.ByteString;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** What waits to be sent to one peer, bounded for each {@link Lane}. Not safe for many threads. */
final class Outbox {
  private static final int LANES = Lane.values().length;

  private final List<ArrayDeque<ByteString>> lanes = new ArrayList<>();
  private final long[] bytes = new long[LANES];
  private long lost;

  Outbox() {
    for (int i = 0; i < LANES; i++) {
      lanes.add(new ArrayDeque<>());
    }
  }

  void add(Lane lane, ByteString message) {
    var queue = lanes.get(lane.ordinal());
    while (bytes[lane.ordinal()] + message.size() > lane.bytesMax()) {
      lost++;
      if (!lane.losesOldest() || queue.isEmpty()) {
        return;
      }
      bytes[lane.ordinal()] -= queue.removeFirst().size();
    }
    queue.addLast(message);
    bytes[lane.ordinal()] += message.size();
  }

  /**
   * Takes what fits into one frame, most urgent first: at least one message if any waits, further
   * ones while they fit.
   */
  List<ByteString> take(int frameBytes) {
    var batch = new ArrayList<ByteString>();
    long room = frameBytes;
    for (int i = 0; i < LANES; i++) {
      var queue = lanes.get(i);
      while (!queue.isEmpty() && (batch.isEmpty() || queue.getFirst().size() <= room)) {
        var message = queue.removeFirst();
        bytes[i] -= message.size();
        room -= message.size();
        batch.add(message);
      }
    }
    return batch;
  }

  /** Messages lost so far because a lane was full. */
  long lost() {
    return lost;
  }
}
