package io.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Signals that are no request to stop. */
@Timeout(180)
final class OutlivedSignalsIT {
  @TempDir Path folder;

  @Test
  void aHangUpAndAUsersSignalEndNoNode() throws Exception {
    try (var cluster = new ProcessCluster(folder, 1)) {
      cluster.awaitHeight(0, 1);
      for (var signal : new String[] {"HUP", "USR1"}) {
        // Again and again: of each kind of event there is one line a second.
        await()
            .atMost(Duration.ofSeconds(30))
            .pollInterval(Duration.ofMillis(300))
            .until(() -> {
              send(signal, cluster.pid(0));
              return cluster.log(0).contains("SIG" + signal + " means nothing to a node");
            });
      }
      assertThat(cluster.stop(0)).isZero();
    }
  }

  private static void send(String signal, long pid) throws Exception {
    var kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start();
    assertThat(kill.waitFor()).isZero();
  }
}
