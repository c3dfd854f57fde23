package io.supervisor.core.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.supervisor.api.Hash;
import io.supervisor.core.consensus.round.RoundRules;
import io.supervisor.core.consensus.round.RoundState;
import io.supervisor.core.consensus.vote.ProofOfLock;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Safety and progress under seeded schedules, and proof that the schedules can fail: each rule
 * taken out is found. {@code -Dconsensus.seeds=N} runs more of them.
 */
class RandomScheduleTest {
  private static final int SEEDS = Integer.getInteger("consensus.seeds", 100);

  /** Within which a broken rule has to be found. */
  private static final int MUTANT_SEEDS = 2_000;

  @Test
  void nothingIsDecidedTwiceAndAllGoOnOnceTheNetworkHeals() {
    for (long seed = 1; seed <= SEEDS; seed++) {
      var world = ModelWorld.cruel(seed, new RoundRules(), UnaryOperator.identity());
      try {
        world.run();
        for (var node : world.nodes) {
          assertThat(node.chain).as("blocks of %s", node.self).hasSizeGreaterThan(40);
        }
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  @Test
  void theSameSeedGivesTheSameEffects() {
    assertThat(traceOf(7)).isEqualTo(traceOf(7));
    assertThat(traceOf(7)).isNotEqualTo(traceOf(8));
  }

  @Test
  void aNodeThatPrevotesTwiceIsFound() {
    expectViolation(
        new RoundRules() {
          @Override
          public boolean mayPrevote(RoundState state, int round, Hash proposeHash) {
            return round <= state.round()
                && (state.lock().isEmpty() || state.lockedOn(proposeHash));
          }
        },
        UnaryOperator.identity());
  }

  @Test
  void aNodeThatPrecommitsAfterAnIncompatiblePrevoteIsFound() {
    expectViolation(
        new RoundRules() {
          @Override
          public boolean mayPrecommit(RoundState state, int round, Hash proposeHash) {
            return state.lockedOn(proposeHash) && !state.precommits().containsKey(round);
          }
        },
        UnaryOperator.identity());
  }

  @Test
  void aNodeThatReleasesItsLockForALowerProofIsFound() {
    expectViolation(
        new RoundRules() {
          @Override
          public boolean mayLock(RoundState state, ProofOfLock proof) {
            return !state.lockedOn(proof.proposeHash()) || super.mayLock(state, proof);
          }
        },
        UnaryOperator.identity());
  }

  @Test
  void aNodeThatLosesItsLockWithACrashIsFound() {
    expectViolation(
        forgetful(),
        memory -> new Restored(memory.round(), memory.own(), memory.proposals(), Optional.empty()));
  }

  @Test
  void aNodeThatLosesItsVotesWithACrashIsFound() {
    expectViolation(
        forgetful(),
        memory -> new Restored(memory.round(), List.of(), memory.proposals(), memory.lock()));
  }

  private static RoundRules forgetful() {
    return new RoundRules() {
      @Override
      public boolean mayResume(RoundState state) {
        return true;
      }
    };
  }

  private static void expectViolation(RoundRules rules, UnaryOperator<Restored> disk) {
    for (long seed = 1; seed <= MUTANT_SEEDS; seed++) {
      try {
        ModelWorld.cruel(seed, rules, disk).run();
      } catch (AssertionError | IllegalStateException expected) {
        return;
      }
    }
    fail("no schedule of %d shows what the rule is for", MUTANT_SEEDS);
  }

  private static int traceOf(long seed) {
    var world = ModelWorld.cruel(seed, new RoundRules(), UnaryOperator.identity());
    world.run();
    return world.trace();
  }
}
