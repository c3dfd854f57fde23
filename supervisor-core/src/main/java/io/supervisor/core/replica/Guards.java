package io.supervisor.core.replica;

import io.supervisor.api.Hash;
import io.supervisor.api.PublicKey;
import io.supervisor.core.catchup.Certificate;
import io.supervisor.core.consensus.Consensus;
import io.supervisor.core.consensus.EpochStart;
import io.supervisor.core.consensus.Restored;
import io.supervisor.core.consensus.message.Precommit;
import io.supervisor.core.consensus.message.Verified;
import io.supervisor.core.consensus.vote.ValidatorSet;
import java.util.List;
import java.util.Optional;

/**
 * Rules that keep a replica safe. Tests take one away to show that the simulation then fails.
 *
 * @param consensus makes the state machine of agreement
 * @param certificate decides whether fetched blocks are proven
 */
record Guards(ConsensusFactory consensus, CertificateRule certificate) {
  static final Guards ALL = new Guards(Consensus::new, Certificate::problem);

  @FunctionalInterface
  interface ConsensusFactory {
    Consensus create(PublicKey self, EpochStart start, Restored restored);
  }

  /** As {@link Certificate#problem}. */
  @FunctionalInterface
  interface CertificateRule {
    Optional<String> problem(
        ValidatorSet validators, long epoch, Hash block, List<Verified<Precommit>> precommits);
  }
}
