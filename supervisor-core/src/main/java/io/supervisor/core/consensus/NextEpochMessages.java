package io.supervisor.core.consensus;

import io.supervisor.api.PublicKey;
import io.supervisor.core.consensus.message.Message;
import io.supervisor.core.consensus.message.Propose;
import io.supervisor.core.consensus.message.Verified;
import io.supervisor.core.consensus.vote.ValidatorSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Messages of the next epoch, from nodes that are one decision ahead (docs/consensus.md, clause
 * 14). The list of validators of that epoch is not known yet, so they are checked again when it is.
 */
final class NextEpochMessages {
  /** Rounds of the next epoch that are kept. */
  static final int ROUNDS_MAX = 2;

  /** Authors that are no validators yet: only their votes are kept, of the first that come. */
  static final int NEWCOMERS_MAX = 16;

  private record Slot(PublicKey author, Class<?> kind, int round) {}

  private final ValidatorSet validators;
  private final Map<Slot, Input.MessageReceived> kept = new LinkedHashMap<>();
  private final List<PublicKey> newcomers = new ArrayList<>();

  /** Requires the list in force while they are kept. */
  NextEpochMessages(ValidatorSet validators) {
    this.validators = validators;
  }

  /** Requires a message of the next epoch. The first of each author, kind and round is kept. */
  void add(Input.MessageReceived received) {
    var message = received.message();
    var content = message.message();
    if (content.round() <= ROUNDS_MAX && welcome(message)) {
      kept.putIfAbsent(new Slot(message.author(), content.getClass(), content.round()), received);
    }
  }

  /** In order of arrival. */
  List<Input.MessageReceived> all() {
    return List.copyOf(kept.values());
  }

  private boolean welcome(Verified<? extends Message> message) {
    var author = message.author();
    if (message.message() instanceof Propose propose) {
      // If the list changes and this is the wrong leader, votes will name the right proposal.
      return validators.holds(validators.leader(propose.epoch(), propose.round()), author);
    }
    if (validators.id(author).isPresent() || newcomers.contains(author)) {
      return true;
    }
    return newcomers.size() < NEWCOMERS_MAX && newcomers.add(author);
  }
}
