package io.supervisor.server.node;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * Items of many sources, bounded for each, taken from each in turn: a source that floods waits for
 * itself only. Items of one source keep their order. Not safe for many threads.
 *
 * @param <S> source
 * @param <T> item
 */
final class FairLane<S, T> {
  private record Item<T>(T value, int weight) {}

  private static final class Waiting<T> {
    final ArrayDeque<Item<T>> items = new ArrayDeque<>();
    long weight;
  }

  private final long sourceWeightMax;
  private final Map<S, Waiting<T>> bySource = new HashMap<>();
  private final Queue<S> turns = new ArrayDeque<>();

  /**
   * @param sourceWeightMax what may wait of one source, at least one item
   */
  FairLane(long sourceWeightMax) {
    this.sourceWeightMax = sourceWeightMax;
  }

  /** Whether there was room. */
  boolean offer(S source, T value, int weight) {
    var waiting = bySource.get(source);
    if (waiting == null) {
      waiting = new Waiting<>();
      bySource.put(source, waiting);
      turns.add(source);
    } else if (waiting.weight + weight > sourceWeightMax) {
      return false;
    }
    waiting.items.addLast(new Item<>(value, weight));
    waiting.weight += weight;
    return true;
  }

  /** Takes items until they weigh this much, at least one if any waits. */
  void drainTo(List<? super T> out, long weightMax) {
    long room = weightMax;
    while (room > 0 && !turns.isEmpty()) {
      var source = turns.remove();
      var waiting = java.util.Objects.requireNonNull(bySource.get(source));
      var item = waiting.items.removeFirst();
      waiting.weight -= item.weight();
      room -= item.weight();
      out.add(item.value());
      if (waiting.items.isEmpty()) {
        bySource.remove(source);
      } else {
        turns.add(source);
      }
    }
  }

  boolean isEmpty() {
    return turns.isEmpty();
  }
}
