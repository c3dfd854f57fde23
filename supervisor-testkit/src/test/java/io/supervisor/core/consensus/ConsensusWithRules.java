package io.supervisor.core.consensus;

import io.supervisor.api.PublicKey;
import io.supervisor.core.consensus.round.RoundRules;

/** Way in for tests that show what a rule of voting is for. */
public final class ConsensusWithRules {
  private ConsensusWithRules() {}

  public static Consensus create(
      PublicKey self, EpochStart start, Restored restored, RoundRules rules) {
    return new Consensus(self, start, restored, rules);
  }
}
