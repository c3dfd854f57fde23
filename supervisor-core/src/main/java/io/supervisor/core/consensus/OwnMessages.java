package io.supervisor.core.consensus;

import io.supervisor.core.consensus.message.Message;
import io.supervisor.core.consensus.message.Verified;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/** What this node has said in one epoch and can say again, byte for byte. */
final class OwnMessages {
  /** Rounds back from the present one that are said again; older ones decide nothing by then. */
  static final int ROUNDS_BACK = 4;

  private final SequencedSet<Verified<? extends Message>> messages = new LinkedHashSet<>();

  void add(Verified<? extends Message> message) {
    messages.add(message);
  }

  /** In the order in which they were signed. */
  List<Verified<? extends Message>> recent(int round) {
    return messages.stream()
        .filter(message -> message.message().round() >= round - ROUNDS_BACK)
        .toList();
  }
}
