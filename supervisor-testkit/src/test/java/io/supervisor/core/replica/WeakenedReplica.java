package io.supervisor.core.replica;

import io.supervisor.core.consensus.ConsensusWithRules;
import io.supervisor.core.consensus.Restored;
import io.supervisor.core.consensus.round.RoundRules;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Replicas with one rule taken away, to show in tests what it is for. */
public final class WeakenedReplica {
  private WeakenedReplica() {}

  /** With other rules of voting, and a memory that is not what the journal holds. */
  public static Replica open(
      ReplicaConfig config, ReplicaPorts ports, RoundRules rules, UnaryOperator<Restored> memory) {
    return Replica.open(
        config,
        ports,
        new Guards(
            (self, start, restored) ->
                ConsensusWithRules.create(self, start, memory.apply(restored), rules),
            Guards.ALL.certificate()));
  }

  /** One that takes a quorum of precommits for a proof, whatever their rounds. */
  public static Replica openWithMixedRounds(ReplicaConfig config, ReplicaPorts ports) {
    return Replica.open(
        config,
        ports,
        new Guards(
            Guards.ALL.consensus(),
            (validators, epoch, block, precommits) ->
                precommits.size() >= validators.quorum()
                    ? Optional.empty()
                    : Optional.of("too few precommits")));
  }
}
