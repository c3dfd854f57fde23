package io.supervisor.core.consensus;

import static io.supervisor.core.consensus.Fixture.FIRST_ROUND_MS;
import static io.supervisor.core.consensus.Fixture.MAX_PROPOSE_MS;
import static io.supervisor.core.consensus.Fixture.prevote;
import static io.supervisor.core.consensus.Fixture.propose;
import static io.supervisor.core.consensus.Fixture.wish;
import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.Height;
import io.supervisor.api.ValidatorId;
import io.supervisor.core.consensus.message.Propose;
import io.supervisor.core.consensus.message.Wish;
import io.supervisor.core.consensus.round.RoundPace;
import io.supervisor.core.consensus.round.RoundRules;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When to propose and when to leave. In epoch 1 of four: 2 leads round 1, 3 round 2, 0 round 3. */
class PacingTest {
  private static final long START_MS = 1_000;
  private static final int LEADER = 2;

  private final Actor node = new Actor(1, 4);

  // Proposing.

  @Test
  void anIdleLeaderWaitsForTheLongTimeout() {
    var leader = new Actor(LEADER, 4);
    assertThat(leader.said(Propose.class)).isEmpty();
    leader.fires(Timer.Kind.PROPOSE);
    assertThat(leader.nowMs).isEqualTo(START_MS + MAX_PROPOSE_MS);
    assertThat(leader.proposal(1).message().transactions()).isEmpty();
  }

  @Test
  void workMakesALeaderProposeAtOnceButNotBeforeTheLeastTime() {
    var leader = new Actor(LEADER, 4);
    leader.pool = List.of(Fixture.hash("t"));
    leader.nowMs += 3;
    leader.in(new Input.WorkChanged(true));
    assertThat(leader.said(Propose.class)).isEmpty();
    leader.fires(Timer.Kind.PROPOSE);
    assertThat(leader.nowMs).isEqualTo(START_MS + 10);
    assertThat(leader.said(Propose.class)).hasSize(1);
  }

  @Test
  void aPoolThatHasNothingToSelectAfterAllDoesNotSpinEmptyBlocks() {
    var leader = new Actor(LEADER, 4);
    leader.nowMs += 50;
    leader.in(new Input.WorkChanged(true));
    assertThat(leader.said(Propose.class)).isEmpty();
    leader.fires(Timer.Kind.PROPOSE);
    assertThat(leader.nowMs).isEqualTo(START_MS + MAX_PROPOSE_MS);
    assertThat(leader.said(Propose.class)).hasSize(1);
  }

  @Test
  void aHeightAwaitedSoonShortensTheWaitToTheFloorAndAFarOneDoesNot() {
    assertThat(proposesAfterMs(Optional.of(new Height(1 + Pacing.AWAITED_BLOCKS_MAX))))
        .isEqualTo(Pacing.AWAITED_FLOOR_MS);
    assertThat(proposesAfterMs(Optional.of(new Height(2 + Pacing.AWAITED_BLOCKS_MAX))))
        .isEqualTo(5_000);
    assertThat(proposesAfterMs(Optional.empty())).isEqualTo(5_000);
  }

  private static long proposesAfterMs(Optional<Height> awaited) {
    var config = new EpochConfig(Fixture.validators(4), 10_000, 10, 5_000, 100);
    var start = new EpochStart(Fixture.EPOCH, Fixture.GENESIS, config, false, awaited);
    var leader = new Actor(Fixture.key(LEADER), start, new RoundRules());
    return leader.timer(Timer.Kind.PROPOSE).orElseThrow() - START_MS;
  }

  @Test
  void theLeaderOfALaterRoundProposesAtOnceEvenNothing() {
    var leader = new Actor(3, 4);
    leader.ceiling();
    assertThat(leader.proposal(2).message().transactions()).isEmpty();
  }

  @Test
  void aLockedLeaderDoesNotPropose() {
    var leader = new Actor(3, 4);
    var first = propose(2, 1, "a");
    leader.hears(first, prevote(0, 1, first), prevote(2, 1, first)).ceiling();
    assertThat(leader.said(Propose.class)).isEmpty();
    assertThat(leader.prevote(2)).isPresent();
  }

  // Leaving.

  @Test
  void everyRoundHasACeilingFromItsEntryGrowingByATenthOfTheFirst() {
    for (int round = 1; round <= 5; round++) {
      long length = FIRST_ROUND_MS + (round - 1) * FIRST_ROUND_MS / 10;
      assertThat(node.timer(Timer.Kind.CEILING)).contains(node.nowMs + length);
      node.ceiling();
    }
    assertThat(node.did(Effect.RecordRound.class))
        .extracting(Effect.RecordRound::round)
        .containsExactly(2, 3, 4, 5, 6);
  }

  @Test
  void withoutWorkNobodyWishes() {
    assertThat(node.timer(Timer.Kind.SHORT_DEADLINE)).isEmpty();
    node.ceiling();
    assertThat(node.did(Effect.SendWish.class)).isEmpty();
  }

  @Test
  void workShortensTheWaitToAWishThatIsRepeatedAndTheNodeStays() {
    node.nowMs += 100;
    node.in(new Input.WorkChanged(true));
    node.fires(Timer.Kind.SHORT_DEADLINE);
    assertThat(node.nowMs).isEqualTo(START_MS + 100 + RoundPace.DEADLINE_INITIAL_MS);
    assertThat(node.did(Effect.SendWish.class)).hasSize(1);
    node.fires(Timer.Kind.REPEAT_WISH).fires(Timer.Kind.REPEAT_WISH);
    assertThat(node.did(Effect.SendWish.class))
        .extracting(sent -> sent.draft().message())
        .containsOnly(wish(1, 2).message())
        .hasSize(3);
    assertThat(node.did(Effect.RecordRound.class)).as("rounds entered").isEmpty();
  }

  @Test
  void wishesOfFPlusOneAreJoinedAndAQuorumIsFollowed() {
    node.hears(wish(0, 2));
    assertThat(node.did(Effect.SendWish.class)).isEmpty();
    // The second makes f+1; with its own there are three.
    node.hears(wish(3, 2));
    assertThat(node.did(Effect.SendWish.class)).hasSize(1);
    assertThat(node.did(Effect.RecordRound.class))
        .extracting(Effect.RecordRound::round)
        .containsExactly(2);
  }

  @Test
  void oneLiarsWishesMoveNobody() {
    for (int round = 2; round < 40; round++) {
      node.hears(wish(0, round * 1_000));
    }
    assertThat(node.did(Effect.SendWish.class)).isEmpty();
    assertThat(node.did(Effect.RecordRound.class)).isEmpty();
  }

  @Test
  void aWishForALaterRoundCountsForAllBeforeIt() {
    node.hears(wish(0, 5), wish(3, 2));
    assertThat(node.did(Effect.RecordRound.class))
        .extracting(Effect.RecordRound::round)
        .containsExactly(2);
  }

  @Test
  void whoKnowsNoWorkAsksTheAuthorOfAWishForItsPoolNowAndThen() {
    node.hears(wish(0, 2), wish(0, 2));
    assertThat(node.did(Effect.RequestPool.class)).hasSize(1);
    node.nowMs += Pacing.POOL_REQUEST_MS;
    node.hears(wish(0, 2));
    assertThat(node.did(Effect.RequestPool.class)).hasSize(2);
    node.in(new Input.WorkChanged(true));
    node.nowMs += Pacing.POOL_REQUEST_MS;
    node.hears(wish(0, 2));
    assertThat(node.did(Effect.RequestPool.class)).hasSize(2);
  }

  @Test
  void aDecisionUnderWayIsWorkToo() {
    node.hears(propose(2, 1));
    node.fires(Timer.Kind.SHORT_DEADLINE);
    assertThat(node.did(Effect.SendWish.class)).hasSize(1);
  }

  @Test
  void theShortDeadlineOfALaterRoundGrowsAndIsNeverAboveTheCeiling() {
    node.in(new Input.WorkChanged(true));
    long before = 0;
    for (int round = 1; round < 40; round++) {
      long length = node.timer(Timer.Kind.SHORT_DEADLINE).orElseThrow() - node.nowMs;
      long ceiling = node.timer(Timer.Kind.CEILING).orElseThrow() - node.nowMs;
      assertThat(length).isGreaterThan(before).isLessThanOrEqualTo(ceiling);
      before = length;
      node.ceiling();
    }
  }

  // Jumping.

  @Test
  void fPlusOneValidatorsInALaterRoundTakeTheNodeThere() {
    var far = Fixture.hash("far");
    node.hears(prevote(0, 900, far, 0));
    assertThat(node.did(Effect.RecordRound.class)).isEmpty();
    node.hears(prevote(3, 7, far, 0));
    assertThat(node.did(Effect.RecordRound.class))
        .extracting(Effect.RecordRound::round)
        .containsExactly(7);
    assertThat(node.timer(Timer.Kind.CEILING))
        .as("counted from the entry into round 7")
        .contains(node.nowMs + FIRST_ROUND_MS + 6 * FIRST_ROUND_MS / 10);
  }

  @Test
  void roundsOfTheNextEpochTakeTheNodeNowhere() {
    for (int id : new int[] {0, 2, 3}) {
      var next = new Wish(new ValidatorId(id), Fixture.EPOCH.next(), 2);
      node.hears(Fixture.sign(next));
    }
    assertThat(node.did(Effect.RecordRound.class)).isEmpty();
  }

  @Test
  void aClockThatJumpsAheadCostsOneRound() {
    node.nowMs += 1_000_000_000L;
    node.in(new Input.TimerFired(new Timer(Timer.Kind.CEILING, Fixture.EPOCH, 1)));
    assertThat(node.did(Effect.RecordRound.class))
        .extracting(Effect.RecordRound::round)
        .containsExactly(2);
  }

  @Test
  void timersThatComeEarlyLateOrTwiceDoNothing() {
    int before = node.effects.size();
    for (var kind : Timer.Kind.values()) {
      node.in(new Input.TimerFired(new Timer(kind, Fixture.EPOCH.next(), 9)));
      node.in(new Input.TimerFired(new Timer(kind, Fixture.EPOCH, 9)));
    }
    assertThat(node.effects.stream().skip(before))
        .allMatch(effect -> effect instanceof Effect.Schedule);
  }
}
