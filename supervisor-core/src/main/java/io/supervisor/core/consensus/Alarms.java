package io.supervisor.core.consensus;

import java.util.EnumMap;
import java.util.Map;

/**
 * The timers of one epoch: asks again only when a moment changed, and never for one that is past,
 * since every step does what its time asks for.
 */
final class Alarms {
  private final EpochContext context;
  private final Map<Timer.Kind, Long> asked = new EnumMap<>(Timer.Kind.class);

  Alarms(EpochContext context) {
    this.context = context;
  }

  void at(Timer.Kind kind, long atMs) {
    if (atMs <= context.out.nowMs()) {
      return;
    }
    Long before = asked.put(kind, atMs);
    if (before == null || before != atMs) {
      var timer = new Timer(kind, context.epoch(), context.state.round());
      context.out.add(new Effect.Schedule(timer, atMs));
    }
  }

  /** The timer went off: the same moment would have to be asked for anew. */
  void fired(Timer.Kind kind) {
    asked.remove(kind);
  }
}
