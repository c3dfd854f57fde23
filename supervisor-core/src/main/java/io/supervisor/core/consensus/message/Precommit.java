package io.supervisor.core.consensus.message;

import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.ValidatorId;
import java.time.Instant;

/**
 * Vote to commit an executed block.
 *
 * @param round of the proof of lock that the voter holds
 * @param time the voter's wall clock when it voted; nobody checks it, and it is no part of what is
 *     voted for
 */
public record Precommit(
    ValidatorId validator, Height epoch, int round, Hash proposeHash, Hash blockHash, Instant time)
    implements Message {
  public Precommit {
    Fields.check(epoch, round);
  }
}
