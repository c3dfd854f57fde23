package io.supervisor.core.consensus;

import static io.supervisor.core.consensus.Fixture.precommit;
import static io.supervisor.core.consensus.Fixture.prevote;
import static io.supervisor.core.consensus.Fixture.proof;
import static io.supervisor.core.consensus.Fixture.propose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.supervisor.api.Hash;
import io.supervisor.core.consensus.message.Precommit;
import io.supervisor.core.consensus.message.Propose;
import io.supervisor.core.consensus.message.Verified;
import io.supervisor.core.consensus.round.RoundRules;
import io.supervisor.core.consensus.round.RoundState;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * The known ways in which the original forks with one liar among four, played on the real core:
 * with the fix, and with the fix taken out. Validators 0, 1 and 3 are correct, 2 lies and leads
 * round 1; 3 leads round 2.
 */
class CounterexampleTest {
  /** Rules that go on from whatever a restart brings, as the original does. */
  private static final RoundRules FORGETFUL =
      new RoundRules() {
        @Override
        public boolean mayResume(RoundState state) {
          return true;
        }
      };

  private final Verified<Propose> first = propose(2, 1, "a");

  @Test
  void precommitsOfSeveralRoundsAreNoCertificateAlthoughNobodyBrokeARule() {
    var zero = new Actor(0, 4);
    var one = new Actor(1, 4);
    var three = new Actor(3, 4);

    // Round 1: only 0 sees the proof of lock.
    zero.hears(first);
    one.hears(first);
    zero.hears(one.prevote(1).orElseThrow(), prevote(2, 1, first));
    assertThat(zero.precommit(1)).isPresent();

    // Round 2: 3 proposes something else, 1 prevotes it; only 3 sees that proof.
    nextRound(zero, one, three);
    var second = three.proposal(2);
    one.hears(second);
    three.hears(one.prevote(2).orElseThrow(), prevote(2, 2, second));
    assertThat(three.precommit(2)).isPresent();

    // Round 3: 1 learns of the first proof, and sees one of round 3.
    nextRound(zero, one, three);
    one.hears(proof(1, first, 0, 1, 2));
    one.hears(zero.prevote(3).orElseThrow(), prevote(2, 3, first));
    assertThat(one.precommit(3)).isPresent();
    zero.hears(second).hears(proof(2, second, 1, 2, 3));

    // Round 4: 0, 2 and 3 decide the second proposal.
    nextRound(zero, one, three);
    three.hears(zero.prevote(4).orElseThrow(), prevote(2, 4, second));
    zero.hears(three.prevote(4).orElseThrow(), prevote(2, 4, second));
    three.hears(zero.precommit(4).orElseThrow(), precommit(2, 4, second));
    assertThat(three.decisions).extracting(Decision::proposal).containsExactly(second);

    var mixed =
        List.of(
            zero.precommit(1).orElseThrow(),
            one.precommit(3).orElseThrow(),
            precommit(2, 1, first));
    assertThat(holdsInAnyRounds(mixed, Fixture.blockHash(first)))
        .as("the original's verifier believes in two blocks of one height")
        .isTrue();
    assertThat(Fixture.certify(mixed, Fixture.EPOCH, Fixture.blockHash(first))).isFalse();

    var auditor = new Actor(9, 4).hears(first);
    mixed.forEach(auditor::hears);
    assertThat(auditor.decisions).isEmpty();
  }

  @Test
  void aRestartedNodeKeepsItsLock() {
    var one = actor(1, new RoundRules());
    assertThat(lockLostOnRestart(one, one::journal)).isEmpty();
  }

  @Test
  void aRestartThatLosesTheLockForksTheChain() {
    var one = actor(1, FORGETFUL);
    assertThat(lockLostOnRestart(one, () -> withoutLock(one.journal())))
        .as("blocks decided against the one decided before")
        .hasSize(1);
  }

  @Test
  void aJournalWithoutTheLockIsNotGoneOnFrom() {
    var one = actor(1, new RoundRules());
    assertThatThrownBy(() -> lockLostOnRestart(one, () -> withoutLock(one.journal())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no lock for own precommit");
  }

  @Test
  void aLateLockIsRestoredInItsHighestRound() {
    var one = actor(1, new RoundRules());
    assertThat(staleLockOnRestart(one, one::journal)).isEmpty();
  }

  @Test
  void aRestartWithTheProofOfTheFirstRoundLockedForksTheChain() {
    var one = actor(1, FORGETFUL);
    assertThat(
            staleLockOnRestart(
                one,
                () -> {
                  var journal = one.journal();
                  var stale = Optional.of(one.locks().getFirst());
                  return new Restored(journal.round(), journal.own(), journal.proposals(), stale);
                }))
        .hasSize(1);
  }

  /** H3. What 3 decides after 0 decided the first proposal with the help of 1, which restarts. */
  private List<Decision> lockLostOnRestart(Actor one, Supplier<Restored> journal) {
    var zero = new Actor(0, 4);
    var three = new Actor(3, 4);
    zero.hears(first);
    one.hears(first);
    var liar = prevote(2, 1, first);
    zero.hears(one.prevote(1).orElseThrow(), liar);
    one.hears(zero.prevote(1).orElseThrow(), liar);
    zero.hears(one.precommit(1).orElseThrow(), precommit(2, 1, first));
    assertThat(zero.decisions).extracting(Decision::proposal).containsExactly(first);

    one.restart(journal.get());
    nextRound(one, three);
    var second = three.proposal(2);
    one.hears(second, three.prevote(2).orElseThrow(), prevote(2, 2, second));
    one.prevote(2).ifPresent(three::hears);
    three.hears(prevote(2, 2, second));
    one.precommit(2).ifPresent(three::hears);
    three.hears(precommit(2, 2, second));
    return three.decisions;
  }

  /** H4. The proposal reaches 1 late, so that it locks rounds 1 and 3 in one go. */
  private List<Decision> staleLockOnRestart(Actor one, Supplier<Restored> journal) {
    var zero = new Actor(0, 4);
    var three = new Actor(3, 4);

    // Round 1: a proof for the first proposal that only 2 has whole.
    zero.hears(first);
    three.hears(first);
    var proofOne = proof(1, first, 0, 2, 3);
    one.hears(proofOne);

    // Round 2: a proof for the second that only 2 has whole; then the first proof is told.
    nextRound(zero, one, three);
    var second = three.proposal(2);
    zero.hears(second);
    var proofTwo = proof(2, second, 0, 2, 3);
    zero.hears(proofOne);
    three.hears(proofOne);
    assertThat(zero.precommit(1)).as("own prevote of round 2 forbids it").isEmpty();

    // Round 3: a proof for the first again; 1 gets the proposal only now.
    nextRound(zero, one, three);
    var proofThree = proof(3, first, 0, 2, 3);
    zero.hears(proofThree);
    one.hears(proofThree);
    one.hears(first);
    assertThat(one.locks()).extracting(lock -> lock.round()).containsExactly(1, 3);
    zero.hears(one.precommit(3).orElseThrow(), precommit(2, 3, first));
    assertThat(zero.decisions).extracting(Decision::proposal).containsExactly(first);

    // 1 restarts; the second proof turns whoever is locked below it.
    one.restart(journal.get());
    one.hears(second).hears(proofTwo);
    three.hears(proofTwo);
    nextRound(one, three);
    one.hears(three.prevote(4).orElseThrow(), prevote(2, 4, second));
    one.prevote(4).ifPresent(three::hears);
    three.hears(prevote(2, 4, second));
    one.precommit(4).ifPresent(three::hears);
    three.hears(precommit(2, 4, second));
    return three.decisions;
  }

  private static Restored withoutLock(Restored journal) {
    return new Restored(journal.round(), journal.own(), List.of(), Optional.empty());
  }

  private static Actor actor(int id, RoundRules rules) {
    return new Actor(Fixture.key(id), Fixture.start(4), rules);
  }

  private static void nextRound(Actor... actors) {
    for (var actor : actors) {
      actor.pool = List.of(Fixture.hash("b"));
      actor.ceiling();
    }
  }

  /** The rule of the original's verifier: epoch, block, keys and number, but no round. */
  private static boolean holdsInAnyRounds(List<Verified<Precommit>> precommits, Hash blockHash) {
    var voters =
        precommits.stream()
            .filter(vote -> vote.message().epoch().equals(Fixture.EPOCH))
            .filter(vote -> vote.message().blockHash().equals(blockHash))
            .map(vote -> vote.message().validator())
            .distinct()
            .count();
    return voters >= Fixture.validators(4).quorum();
  }
}
