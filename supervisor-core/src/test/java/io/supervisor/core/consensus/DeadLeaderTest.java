package io.supervisor.core.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.Hash;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What a dead leader costs, with the timeouts of our own template: a heartbeat each five seconds,
 * ceilings from ten. Four validators; 2 leads the first round of the first epoch, and is dead.
 */
class DeadLeaderTest {
  private static final long IDLE_MS = 5_000;
  private static final long CEILING_MS = 10_000;
  private static final EpochConfig CONFIG =
      new EpochConfig(Fixture.validators(4), CEILING_MS, 10, IDLE_MS, 100);

  private final ModelWorld world = ModelWorld.kind(1, CONFIG, List.of(2));

  @Test
  void aTransactionIsCommittedWithinALittleMoreThanTheInitialDeadline() {
    world.runUntil(1_000);
    assertThat(latencyOf(0, true)).isBetween(400L, 800L);
  }

  @Test
  void afterSomeDecisionsTheDeadlineIsShorter() {
    world.runUntil(100);
    long first = latencyOf(0, true);
    for (int i = 0; i < 30; i++) {
      latencyOf(i % 3, true);
    }
    long worst = 0;
    for (int i = 0; i < 8; i++) {
      worst = Math.max(worst, latencyOf(i % 3, true));
    }
    assertThat(worst).isGreaterThan(100).isLessThan(first);
  }

  @Test
  void aTransactionThatOneNodeAloneKnowsIsCommittedToo() {
    world.runUntil(1_000);
    assertThat(latencyOf(0, false)).isLessThan(2_000);
  }

  @Test
  void anIdleNetworkGoesOnByTheCeiling() {
    world.runUntil(60_000);
    // Three heartbeats and one ceiling for every four blocks, roughly.
    assertThat(world.nodes.getFirst().chain).hasSizeBetween(8, 13);
  }

  @Test
  void liveLeadersCommitInAFewMessageDelays() {
    var all = ModelWorld.kind(1, CONFIG, List.of());
    all.runUntil(1_000);
    assertThat(latency(all, 0, true)).isLessThan(150);
  }

  private long latencyOf(int at, boolean told) {
    return latency(world, at, told);
  }

  private static long latency(ModelWorld world, int at, boolean told) {
    var transaction = Fixture.hash("at " + world.nowMs);
    var node = world.nodes.get(at);
    long begin = world.nowMs;
    if (told) {
      node.submit(transaction);
    } else {
      node.learn(transaction);
    }
    while (!committedByAll(world, transaction)) {
      world.runUntil(world.nowMs + 1);
      assertThat(world.nowMs - begin).as("waiting").isLessThan(60_000);
    }
    return world.nowMs - begin;
  }

  private static boolean committedByAll(ModelWorld world, Hash transaction) {
    return world.nodes.stream().allMatch(node -> node.committed(transaction));
  }
}
