package io.supervisor.core.replica;

import io.supervisor.core.consensus.Input;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What consensus is to be told, in order. */
final class ConsensusInputs {
  private final Deque<Input> waiting = new ArrayDeque<>();

  void feed(Input input) {
    waiting.add(input);
  }

  /** Null if there is none. */
  @Nullable Input poll() {
    return waiting.poll();
  }
}
