package io.supervisor.server.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.server.node.NodeStatus;
import io.supervisor.server.node.NodeStatus.Phase;
import io.supervisor.server.rpc.CapturedLog;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("reads the log of this process")
class StallWatchTest {
  private static final Duration BLOCK_EVERY = Duration.ofMillis(200);

  private final CapturedLog log = new CapturedLog();
  private final StallWatch watch = new StallWatch(new EventLog());

  @AfterEach
  void release() {
    log.close();
  }

  @Test
  void aStallIsToldEachMinuteUntilItEnds() {
    look(Phase.ACTIVE, 5);
    look(Phase.WAITING_FOR_PEERS, 29);
    assertThat(log.lines("")).isEmpty();
    look(Phase.WAITING_FOR_PEERS, 31);
    look(Phase.ACTIVE, 60);
    look(Phase.ACTIVE, 90);
    assertThat(log.lines(""))
        .containsExactly("no block since 31 s height=7 round=4 phase=WAITING_FOR_PEERS");
    look(Phase.ACTIVE, 92);
    assertThat(log.lines("no block since 92 s")).hasSize(1);
    look(Phase.ACTIVE, 1);
    assertThat(log.lines("there are blocks again height=7")).hasSize(1);
    look(Phase.ACTIVE, 29);
    look(Phase.ACTIVE, 30);
    assertThat(log.lines("no block since 30 s")).hasSize(1);
    assertThat(log.lines("")).hasSize(4);
  }

  @Test
  void whoIsPausedIsNotStalled() {
    look(Phase.PAUSED, 100);
    look(Phase.HALTED, 200);
    assertThat(log.lines("")).isEmpty();
  }

  @Test
  void aSlowNetworkHasLonger() {
    var status = status(Phase.ACTIVE, 119);
    watch.look(status, Duration.ofSeconds(12));
    assertThat(log.lines("")).isEmpty();
    watch.look(status(Phase.ACTIVE, 120), Duration.ofSeconds(12));
    assertThat(log.lines("no block since 120 s")).hasSize(1);
  }

  private void look(Phase phase, long sinceSeconds) {
    watch.look(status(phase, sinceSeconds), BLOCK_EVERY);
  }

  private static NodeStatus status(Phase phase, long sinceSeconds) {
    return new NodeStatus(
        phase,
        new Height(7),
        Hash.ZERO,
        8,
        4,
        0,
        Optional.empty(),
        Optional.empty(),
        2,
        new NodeStatus.Pool(0, 0),
        0,
        Duration.ofSeconds(300),
        Duration.ofSeconds(sinceSeconds));
  }
}
