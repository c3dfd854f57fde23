package io.supervisor.core.consensus.round;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RoundPaceTest {
  private final RoundPace pace = new RoundPace();

  @Test
  void beforeAnyDecisionTheDeadlineIsTheInitialOne() {
    assertThat(pace.shortDeadlineMs()).isEqualTo(RoundPace.DEADLINE_INITIAL_MS);
  }

  @Test
  void fastDecisionsBringItDownToTheLeast() {
    for (int i = 0; i < 30; i++) {
      pace.decidedAfter(12);
    }
    assertThat(pace.shortDeadlineMs()).isEqualTo(RoundPace.DEADLINE_MIN_MS);
  }

  @Test
  void steadyDecisionsBringItToTwiceTheirTime() {
    for (int i = 0; i < 200; i++) {
      pace.decidedAfter(300);
    }
    assertThat(pace.shortDeadlineMs()).isBetween(600L, 610L);
  }

  @Test
  void slowDecisionsRaiseItNoFurtherThanTheMost() {
    pace.decidedAfter(10);
    for (int i = 0; i < 30; i++) {
      pace.decidedAfter(Long.MAX_VALUE);
    }
    assertThat(pace.shortDeadlineMs()).isEqualTo(RoundPace.DEADLINE_MAX_MS);
  }

  @Test
  void oneSlowDecisionAmongFastOnesIsRememberedAndForgotten() {
    for (int i = 0; i < 30; i++) {
      pace.decidedAfter(10);
    }
    pace.decidedAfter(800);
    assertThat(pace.shortDeadlineMs()).isGreaterThan(800);
    for (int i = 0; i < 60; i++) {
      pace.decidedAfter(10);
    }
    assertThat(pace.shortDeadlineMs()).isEqualTo(RoundPace.DEADLINE_MIN_MS);
  }
}
