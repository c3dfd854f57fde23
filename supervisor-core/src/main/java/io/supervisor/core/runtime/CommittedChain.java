package io.supervisor.core.runtime;

import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.Height;
import io.supervisor.api.ValidatorKeys;
import io.supervisor.api.service.ChainView;
import java.util.List;

/**
 * What services see of the chain after a commit.
 *
 * @param height of the last block
 */
public record CommittedChain(Height height, ConsensusConfig consensusConfig) implements ChainView {
  @Override
  public List<ValidatorKeys> validators() {
    return consensusConfig.validators();
  }
}
