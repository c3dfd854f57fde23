package io.supervisor.core.runtime;

import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.Height;
import io.supervisor.api.service.ChainView;
import io.supervisor.core.rules.Rules;
import java.util.Optional;

/** Data of the core that calls read, and the supervisor writes; kept by the block executor. */
public interface ChainData extends ChainView {
  /** Last committed block; empty in genesis. */
  Optional<Height> height();

  /** Rules that this block is executed under. */
  Rules rules();

  /** Changes the rules, from the next block on. */
  void setRules(Rules rules);

  /** As this block has it so far. */
  ConsensusConfig consensusConfig();

  /** Replaces the consensus configuration, from the next block on. */
  void setConsensusConfig(ConsensusConfig config);

  /** Writes were undone: what was read before may not be true any more. */
  void onRollback();
}
