package io.supervisor.server;

import io.supervisor.api.Height;
import io.supervisor.core.journal.ChainArchive;
import io.supervisor.server.observe.EventLog;
import io.supervisor.server.observe.Metrics;
import io.supervisor.server.storage.CheckpointListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Passes on what the state store does: to the log, the metrics and the journal. Before the journal
 * forgets blocks, the archive is synced, on the thread that writes checkpoints: it has all blocks
 * that a checkpoint has, and the node's thread does not wait.
 */
final class StateCheckpoints implements CheckpointListener {
  private final Path folder;
  private final ChainArchive archive;
  private final EventLog log;
  private final Metrics metrics;
  private volatile Optional<Consumer<Height>> node = Optional.empty();

  StateCheckpoints(Path folder, ChainArchive archive, EventLog log, Metrics metrics) {
    this.folder = folder;
    this.archive = archive;
    this.log = log;
    this.metrics = metrics;
  }

  /** From now on the node is told; what it missed before, at once. */
  void tell(Consumer<Height> started, Optional<Height> verified) {
    node = Optional.of(started);
    verified.ifPresent(this::checkpointsVerified);
  }

  @Override
  public void checkpointWritten(Height height, long bytes, Duration took) {
    log.checkpointWritten(height, bytes, took);
    metrics.storage().checkpointWritten(height.value(), took);
  }

  @Override
  public void filesMerged(int files, long bytes, Duration took) {
    log.stateFilesMerged(files, bytes, took);
    metrics.storage().stateFilesMerged(took);
  }

  @Override
  public void mergePutOff(int files, long bytes, long free) {
    log.stateMergePutOff(files, bytes, free);
  }

  @Override
  public void checkpointsVerified(Height upTo) {
    node.ifPresent(told -> {
      archive.sync();
      told.accept(upTo);
    });
  }

  @Override
  public void checkpointFailed(Height height, Throwable cause) {
    log.checkpointFailed(height, cause);
    metrics.storage().checkpointFailed();
  }

  @Override
  public void fileDiscarded(String file, String reason) {
    log.unfinishedFileDiscarded(folder.resolve(file), reason);
  }
}
