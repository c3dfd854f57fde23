package io.supervisor.server.observe;

import io.supervisor.api.Height;
import io.supervisor.core.replica.RebuildListener;
import io.supervisor.core.runtime.CommitAction;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Tells the operator how far a node is that makes its state again. Used by one thread. */
public final class RebuildLog implements RebuildListener {
  private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final EventLog log;
  private Height from = Height.GENESIS;
  private Height to = Height.GENESIS;
  private long startedNanos;
  private long toldNanos;

  private final Consumer<CommitAction.RequireDeployed> bring;

  public RebuildLog(EventLog log) {
    this(log, _ -> {});
  }

  /**
   * @param bring waits for the file of what is deployed next
   */
  public RebuildLog(EventLog log, Consumer<CommitAction.RequireDeployed> bring) {
    this.log = log;
    this.bring = bring;
  }

  @Override
  public void required(CommitAction.RequireDeployed action) {
    bring.accept(action);
  }

  @Override
  public void rebuildStarted(Height from, Height to) {
    this.from = from;
    this.to = to;
    startedNanos = System.nanoTime();
    toldNanos = startedNanos;
    log.rebuildStarted(from, to);
  }

  @Override
  public void blockExecuted(Height height) {
    long now = System.nanoTime();
    if (now - toldNanos >= EVERY_NANOS) {
      toldNanos = now;
      log.rebuilding(height, to);
    }
  }

  @Override
  public void rebuildFinished() {
    log.rebuilt(from, to, Duration.ofNanos(System.nanoTime() - startedNanos));
  }
}
