package io.supervisor.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.Hash;
import io.supervisor.api.PublicKey;
import io.supervisor.api.Signature;
import io.supervisor.core.consensus.Restored;
import io.supervisor.core.consensus.round.RoundRules;
import io.supervisor.core.consensus.round.RoundState;
import io.supervisor.core.replica.WeakenedReplica;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The simulation can fail: with any one safety rule gone, it does, within few seeds. */
class MutationTest {
  private static final int SEEDS_MAX = 400;

  static java.util.List<Mutation> mutations() {
    return java.util.List.of(
        new Mutation(
            "sync before send", new NodeParts(NodeParts.SOUND.opener(), FakeSigner::verify, true)),
        voting("lock persisted", new Forgetful(), MutationTest::withoutLock),
        voting("votes persisted", new Forgetful(), MutationTest::withoutVotes),
        voting("incompatible prevotes", new Rash(), UnaryOperator.identity()),
        new Mutation(
            "one round in a certificate",
            new NodeParts(WeakenedReplica::openWithMixedRounds, FakeSigner::verify, false)),
        new Mutation(
            "author of a vote",
            new NodeParts(NodeParts.SOUND.opener(), MutationTest::verifyAnybody, false)));
  }

  @ParameterizedTest
  @MethodSource("mutations")
  void withoutARuleTheSimulationFails(Mutation mutation) {
    for (long seed = 1; seed <= SEEDS_MAX; seed++) {
      var simulation = new Simulation(seed, mutation.parts());
      try {
        simulation.run();
      } catch (BrokenLaw e) {
        System.out.println(mutation.name() + ": seed " + seed + ": " + e.getMessage());
        return;
      }
    }
    assertThat(mutation.name()).as("survived %d seeds", SEEDS_MAX).isEmpty();
  }

  private static Mutation voting(String name, RoundRules rules, UnaryOperator<Restored> memory) {
    return new Mutation(
        name,
        new NodeParts(
            (config, ports) -> WeakenedReplica.open(config, ports, rules, memory),
            FakeSigner::verify,
            false));
  }

  /** A check that forgot whose signature it wants: those of liars pass for everybody's. */
  private static boolean verifyAnybody(PublicKey key, byte[] message, Signature signature) {
    return FakeSigner.verify(key, message, signature)
        || IntStream.range(0, 8)
            .mapToObj(i -> new FakeSigner("node " + i))
            .anyMatch(other -> FakeSigner.verify(other.publicKey(), message, signature));
  }

  private static Restored withoutLock(Restored all) {
    return new Restored(all.round(), all.own(), all.proposals(), Optional.empty());
  }

  private static Restored withoutVotes(Restored all) {
    return Restored.nothing();
  }

  /** Goes on without the lock that its precommit needs. */
  private static final class Forgetful extends RoundRules {
    @Override
    public boolean mayResume(RoundState state) {
      return true;
    }
  }

  /** Precommits whatever it has prevoted in later rounds. */
  private static final class Rash extends RoundRules {
    @Override
    public boolean mayPrecommit(RoundState state, int round, Hash proposeHash) {
      return state.lockedOn(proposeHash) && !state.precommits().containsKey(round);
    }
  }
}
