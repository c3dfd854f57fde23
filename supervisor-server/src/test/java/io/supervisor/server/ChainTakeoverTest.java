package io.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.Height;
import io.supervisor.server.chainimport.ChainSources;
import io.supervisor.server.chainimport.Importing;
import io.supervisor.server.chainimport.RecordedNetwork;
import io.supervisor.server.config.NodeConfig;
import io.supervisor.server.storage.CheckpointPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An import of any length needs a journal of bounded length. */
final class ChainTakeoverTest {
  private static final int SEGMENT_BYTES = 8 << 10;
  private static final CheckpointPolicy OFTEN = new CheckpointPolicy(1, 1 << 20, 1);

  @TempDir Path folder;
  private RecordedNetwork network;

  @BeforeEach
  void unpack() throws IOException {
    network = new RecordedNetwork(folder);
    network.unpack();
  }

  @Test
  void theJournalForgetsWhatTwoCheckpointsHold() throws IOException {
    assertThat(run(150)).isEqualTo(new Importing.End.Done(new Height(150)));
    var before = journalSegments();
    assertThat(run(450)).isEqualTo(new Importing.End.Done(new Height(450)));
    assertThat(journalSegments()).isNotEmpty().doesNotContainAnyElementsOf(before);
    assertThat(run(460)).isEqualTo(new Importing.End.Done(new Height(460)));
  }

  private Importing.End run(long to) throws IOException {
    var options =
        new ChainTakeover.Options(
            database(),
            Optional.of(network.services()),
            Optional.empty(),
            OptionalLong.of(to),
            Optional.empty());
    var config = NodeConfig.read(network.node(1).resolve("node.toml"));
    try (var source = ChainSources.open(network.chain().toString())) {
      return new ChainTakeover(config, options, (height, last) -> {}, OFTEN, SEGMENT_BYTES)
          .run(source);
    }
  }

  private Path database() {
    return network.node(1).resolve("db");
  }

  private List<Path> journalSegments() throws IOException {
    try (var files = Files.list(database().resolve("journal"))) {
      return files.toList();
    }
  }
}
