package io.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.supervisor.server.config.NodeConfig;
import io.supervisor.server.rpc.CapturedLog;
import io.supervisor.server.setup.LocalNetwork;
import io.supervisor.wire.supervisor.SupervisorMode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class CommitLogTest {
  @TempDir Path folder;

  @Test
  void aBlockIsLoggedWithTheRoundThatDecidedIt() throws IOException {
    var network =
        new LocalNetwork(
            folder, 1, 0, SupervisorMode.SIMPLE, FreePorts.offset(1), Optional.empty());
    network.create();
    var options =
        new NodeOptions(
            network.database(0),
            new char[0],
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            true);
    try (var log = new CapturedLog(Level.DEBUG);
        var node = new RunningNode(NodeConfig.read(network.nodeConfig(0)), options, "test")) {
      log.await("committed height=1 ");
      // Mostly 1; under load the first round may run out.
      assertThat(log.lines("committed height=1 "))
          .allMatch(line -> line.matches(".* round=[1-9].*"));
    }
  }
}
