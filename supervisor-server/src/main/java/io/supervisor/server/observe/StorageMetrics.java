package io.supervisor.server.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Journal, state store and chain archive. */
public final class StorageMetrics {
  private final Timer journalSync;
  private final Timer checkpoint;
  private final Timer merge;
  private final Counter checkpointFailures;
  private final Supplier<AtomicLong> checkpointHeight;
  private final Supplier<AtomicLong> overlayBytes;
  private final Supplier<AtomicLong> archiveBytes;

  StorageMetrics(MeterRegistry registry) {
    var meters = new Meters(registry);
    journalSync =
        meters.timer("supervisor.journal.sync", "Time until records of the journal were durable");
    checkpoint = meters.timer("supervisor.checkpoint", "Time to write and verify a checkpoint");
    merge = meters.timer("supervisor.state.merge", "Time to make one of several state files");
    checkpointFailures =
        meters.counter("supervisor.checkpoint.failures", "", "Checkpoints that were given up");
    checkpointHeight =
        Meters.lazily(() ->
            meters.gauge("supervisor.checkpoint.height", "", "Height of the last good checkpoint"));
    overlayBytes =
        Meters.lazily(() ->
            meters.gauge(
                "supervisor.state.overlay", "bytes", "Changes that no checkpoint contains as yet"));
    archiveBytes =
        Meters.lazily(() ->
            meters.gauge(
                "supervisor.archive.size", "bytes", "Bytes of blocks and transactions on disk"));
  }

  public void journalSynced(Duration duration) {
    journalSync.record(duration);
  }

  public void checkpointWritten(long height, Duration duration) {
    checkpointHeight.get().set(height);
    checkpoint.record(duration);
  }

  public void stateFilesMerged(Duration duration) {
    merge.record(duration);
  }

  public void checkpointFailed() {
    checkpointFailures.increment();
  }

  public void setOverlay(long bytes) {
    overlayBytes.get().set(bytes);
  }

  public void setArchive(long bytes) {
    archiveBytes.get().set(bytes);
  }
}
