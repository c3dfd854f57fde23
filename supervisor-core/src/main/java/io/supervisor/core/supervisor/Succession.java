package io.supervisor.core.supervisor;

import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.PublicKey;
import io.supervisor.api.ValidatorKeys;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Whether one set of validators may hand over to another. Nothing on the chain shows that a
 * newcomer is there at all; those who are validators now have just committed a block. So at most
 * one newcomer may be needed for a quorum, which lets any network grow one by one, and somebody has
 * to stay.
 */
final class Succession {
  private Succession() {}

  /** What is wrong with the successor; empty if nothing is. */
  static Optional<String> violation(ConsensusConfig current, ConsensusConfig next) {
    var keys = new HashSet<PublicKey>();
    for (var validator : current.validators()) {
      keys.add(validator.consensusKey());
      keys.add(validator.serviceKey());
    }
    var remaining =
        next.validators().stream().filter(validator -> isKnown(keys, validator)).count();
    var needed = Math.max(1, next.quorum() - 1);
    return remaining >= needed
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "Discarded a consensus change that leaves %d of the present validators, want at least %d: newcomers alone could stop the network",
                remaining,
                needed));
  }

  /** A validator that changes one of its two keys stays the same. */
  private static boolean isKnown(Set<PublicKey> keys, ValidatorKeys validator) {
    return keys.contains(validator.consensusKey()) || keys.contains(validator.serviceKey());
  }
}
