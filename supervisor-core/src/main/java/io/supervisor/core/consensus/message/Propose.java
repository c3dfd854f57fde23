package io.supervisor.core.consensus.message;

import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.ValidatorId;
import java.util.List;

/**
 * The leader's choice for a round.
 *
 * @param previousHash hash of the block at {@code epoch - 1}
 * @param transactions in order of execution; may be empty; as received, so duplicates are possible
 */
public record Propose(
    ValidatorId validator, Height epoch, int round, Hash previousHash, List<Hash> transactions)
    implements Message {
  public Propose {
    Fields.check(epoch, round);
    transactions = List.copyOf(transactions);
  }
}
