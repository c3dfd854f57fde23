package io.supervisor.core.consensus;

import io.supervisor.core.consensus.message.Draft;
import io.supervisor.core.consensus.message.Message;
import java.util.ArrayList;
import java.util.List;

/** The effects of the step under way, in order, and its time. */
final class Outbox {
  private List<Effect> effects = new ArrayList<>();
  private Now now;

  Outbox(Now now) {
    this.now = now;
  }

  /** Begins a step. A clock that goes back against its contract stands still here. */
  void begin(Now time) {
    now = time.monotonicMs() >= now.monotonicMs() ? time : new Now(nowMs(), time.wall());
  }

  Now now() {
    return now;
  }

  long nowMs() {
    return now.monotonicMs();
  }

  void add(Effect effect) {
    effects.add(effect);
  }

  void sign(Message message) {
    effects.add(new Effect.Sign(Draft.of(message)));
  }

  /** Ends the step. */
  List<Effect> drain() {
    var done = effects;
    effects = new ArrayList<>();
    return List.copyOf(done);
  }
}
