package io.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.supervisor.api.Height;
import io.supervisor.core.journal.BlockRecord;
import io.supervisor.core.journal.ChainArchive;
import io.supervisor.server.observe.EventLog;
import io.supervisor.server.observe.Metrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The journal may forget blocks only once the archive has them for sure. */
final class StateCheckpointsTest {
  private static final Height HEIGHT = new Height(7);

  private final List<String> events = new ArrayList<>();
  private final Metrics metrics = new Metrics();
  private boolean broken;
  private final StateCheckpoints checkpoints =
      new StateCheckpoints(Path.of(""), archive(), new EventLog(), metrics);

  @AfterEach
  void close() {
    metrics.close();
  }

  @Test
  void theArchiveIsSyncedBeforeTheNodeIsTold() {
    checkpoints.tell(this::told, Optional.empty());
    assertThat(events).isEmpty();
    checkpoints.checkpointsVerified(HEIGHT);

    assertThat(events).containsExactly("sync", "told 7");
  }

  @Test
  void alsoOfWhatWasVerifiedBeforeItWasThere() {
    checkpoints.checkpointsVerified(HEIGHT);
    assertThat(events).isEmpty();
    checkpoints.tell(this::told, Optional.of(HEIGHT));

    assertThat(events).containsExactly("sync", "told 7");
  }

  @Test
  void anArchiveThatCannotBeSyncedForgetsNothing() {
    checkpoints.tell(this::told, Optional.empty());
    broken = true;

    assertThatThrownBy(() -> checkpoints.checkpointsVerified(HEIGHT))
        .isInstanceOf(UncheckedIOException.class);
    assertThat(events).isEmpty();
  }

  private void told(Height upTo) {
    events.add("told " + upTo);
  }

  private ChainArchive archive() {
    return new ChainArchive() {
      @Override
      public long length() {
        return 0;
      }

      @Override
      public void append(BlockRecord block) {
        throw new UnsupportedOperationException();
      }

      @Override
      public Optional<BlockRecord> read(Height height) {
        return Optional.empty();
      }

      @Override
      public void sync() {
        if (broken) {
          throw new UncheckedIOException(new IOException("no disk"));
        }
        events.add("sync");
      }
    };
  }
}
