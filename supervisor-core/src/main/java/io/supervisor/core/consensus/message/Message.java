package io.supervisor.core.consensus.message;

import io.supervisor.api.Height;
import io.supervisor.api.ValidatorId;

/**
 * What a validator signs to agree on a block. Field domains hold for every instance: {@code epoch
 * >= 1}, {@code 1 <= round <= ROUND_MAX}; that the validator exists and leads is for the receiver
 * to check.
 */
public sealed interface Message permits Propose, Prevote, Precommit, Wish {
  /** No network gets there; so sums of rounds cannot overflow. */
  int ROUND_MAX = 1 << 30;

  /** The author by position; the signature's key must be the key at that position. */
  ValidatorId validator();

  /** Height of the block to agree on. */
  Height epoch();

  /** At least 1. */
  int round();
}
