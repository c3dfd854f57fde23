package io.supervisor.testkit;

import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.ValidatorKeys;
import java.util.List;

/** Consensus configurations that differ from another one in a single point. */
final class TestConfigs {
  private TestConfigs() {}

  static ConsensusConfig withTwoTransactions(ConsensusConfig config) {
    return with(config, config.validators(), 2);
  }

  static ConsensusConfig with(ConsensusConfig config, List<ValidatorKeys> validators) {
    return with(config, validators, config.txsBlockLimit());
  }

  private static ConsensusConfig with(
      ConsensusConfig config, List<ValidatorKeys> validators, int txsBlockLimit) {
    return new ConsensusConfig(
        validators,
        config.firstRoundTimeoutMs(),
        config.statusTimeoutMs(),
        config.peersTimeoutMs(),
        txsBlockLimit,
        config.maxMessageLen(),
        config.minProposeTimeoutMs(),
        config.maxProposeTimeoutMs(),
        config.proposeTimeoutThreshold());
  }
}
