package io.supervisor.core.replica;

import io.supervisor.core.consensus.Effect;
import io.supervisor.core.consensus.Timer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The last timer scheduled of each kind; the core ignores those that are out of date. */
final class ConsensusTimers {
  private final Map<Timer.Kind, Effect.Schedule> scheduled = new EnumMap<>(Timer.Kind.class);

  void schedule(Effect.Schedule schedule) {
    scheduled.put(schedule.timer().kind(), schedule);
  }

  /** Takes out what is due, in order of time. */
  List<Timer> due(long nowMs) {
    var due = new ArrayList<Effect.Schedule>();
    scheduled.values().removeIf(schedule -> schedule.atMs() <= nowMs && due.add(schedule));
    due.sort(Comparator.comparingLong(Effect.Schedule::atMs));
    return due.stream().map(Effect.Schedule::timer).toList();
  }

  long nextMs() {
    long next = Long.MAX_VALUE;
    for (var schedule : scheduled.values()) {
      next = Math.min(next, schedule.atMs());
    }
    return next;
  }
}
