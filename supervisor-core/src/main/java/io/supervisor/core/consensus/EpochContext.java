package io.supervisor.core.consensus;

import io.supervisor.api.Height;
import io.supervisor.api.PublicKey;
import io.supervisor.api.ValidatorId;
import io.supervisor.core.consensus.round.RoundRules;
import io.supervisor.core.consensus.round.RoundState;
import io.supervisor.core.consensus.vote.ValidatorSet;
import java.util.Optional;

/** What the parts of one epoch share. */
final class EpochContext {
  final PublicKey self;
  final EpochStart start;
  final RoundRules rules;
  final Outbox out;

  /** Empty for an auditor, which follows and never signs. */
  final Optional<ValidatorId> me;

  RoundState state = RoundState.initial();

  EpochContext(PublicKey self, EpochStart start, RoundRules rules, Outbox out) {
    this.self = self;
    this.start = start;
    this.rules = rules;
    this.out = out;
    this.me = validators().id(self);
  }

  Height epoch() {
    return start.height();
  }

  ValidatorSet validators() {
    return start.config().validators();
  }

  boolean leads(int round) {
    return me.isPresent() && validators().leader(epoch(), round).equals(me.get());
  }
}
