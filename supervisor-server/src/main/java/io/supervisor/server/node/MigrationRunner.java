package io.supervisor.server.node;

import io.supervisor.core.merkledb.KeyValueView;
import io.supervisor.core.replica.ReplicaInput;
import io.supervisor.core.runtime.LocalMigrations;
import io.supervisor.core.runtime.MissingArtifactException;
import io.supervisor.core.runtime.ScriptStep;
import io.supervisor.server.observe.EventLog;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Runs the scripts of migrations in a thread of its own: computes a step upon the last state, hands
 * it to the node thread, and goes on once it is kept. It rests as long as it works, so that it
 * takes half of a processor at most from those that serve clients.
 *
 * <p>When there is nothing to migrate, it erases what migrations have replaced, in the same way.
 */
final class MigrationRunner implements AutoCloseable {
  private static final long RETRY_MS = 1_000;

  private final LocalMigrations migrations;
  private final Supplier<KeyValueView> state;
  private final Function<ReplicaInput, Future<?>> node;
  private final RestartMarks marks;
  private final EventLog log;
  private final Semaphore work = new Semaphore(1);
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread =
      Thread.ofPlatform()
          .name("migrations")
          .daemon()
          .priority(Thread.MIN_PRIORITY)
          .unstarted(this::run);
  private String told = "";

  /**
   * @param state after the last block
   * @param node gives an input to the node thread; done once that has taken it
   * @param marks migrations that an administrator wants to begin anew
   */
  MigrationRunner(
      LocalMigrations migrations,
      Supplier<KeyValueView> state,
      Function<ReplicaInput, Future<?>> node,
      RestartMarks marks,
      EventLog log) {
    this.migrations = migrations;
    this.state = state;
    this.node = node;
    this.marks = marks;
    this.log = log;
  }

  /** Begins with what an earlier run of the node has left. */
  void start() {
    thread.start();
  }

  /** A block has changed instances: there may be work. Any thread. */
  void wake() {
    work.release();
  }

  private void run() {
    try {
      restartWhatWasAskedFor();
      while (stopping.getCount() > 0) {
        if (!doWork()) {
          work.acquire();
          work.drainPermits();
        }
      }
    } catch (InterruptedException e) {
      // The node stops.
    } catch (Throwable e) {
      if (stopping.getCount() > 0) {
        log.failed("the thread that migrates data; it begins again at the next start", e);
      }
    }
  }

  private void restartWhatWasAskedFor() throws InterruptedException {
    for (var instance : marks.instances()) {
      var restart = migrations.restart(state.get(), instance);
      if (restart.isPresent()) {
        log.migrationRestarted(instance);
        hand(new ReplicaInput.ScriptStepDone(restart.get()));
      }
      marks.remove(instance);
    }
    var stuck = migrations.awaited(state.get()).filter(awaited -> awaited.differs());
    if (stuck.isPresent()) {
      var restart = migrations.restart(state.get(), stuck.get().instance());
      if (restart.isPresent()) {
        log.migrationRestarted(stuck.get().instance());
        hand(new ReplicaInput.ScriptStepDone(restart.get()));
      }
    }
  }

  /** Does a step of each migration that is under way; false if there is nothing to do. */
  private boolean doWork() throws InterruptedException {
    var underWay = migrations.underWay(state.get());
    for (var instance : underWay) {
      // Others may have ended it since the list was made.
      if (migrations.underWay(state.get()).contains(instance)) {
        migrate(instance);
      }
    }
    return !underWay.isEmpty() || erase();
  }

  private void migrate(String instance) throws InterruptedException {
    long begin = System.nanoTime();
    ScriptStep step;
    try {
      step = migrations.step(state.get(), instance);
    } catch (MissingArtifactException e) {
      tell(instance, String.valueOf(e.getMessage()));
      stopping.await(RETRY_MS, TimeUnit.MILLISECONDS);
      return;
    }
    hand(new ReplicaInput.ScriptStepDone(step));
    rest(begin);
  }

  private void tell(String instance, String reason) {
    if (!told.equals(reason)) {
      told = reason;
      log.migrationWaits(instance, reason);
    }
  }

  private boolean erase() throws InterruptedException {
    long begin = System.nanoTime();
    var patch = migrations.erasure(state.get());
    if (patch.isEmpty()) {
      return false;
    }
    hand(new ReplicaInput.Erased(patch.get()));
    rest(begin);
    return true;
  }

  private void hand(ReplicaInput input) throws InterruptedException {
    try {
      node.apply(input).get();
    } catch (ExecutionException e) {
      // The node thread has ended, and has told why.
      stopping.countDown();
    }
  }

  private void rest(long beginNanos) throws InterruptedException {
    stopping.await(System.nanoTime() - beginNanos, TimeUnit.NANOSECONDS);
  }

  /** A step that is under way is lost, and done again at the next start. */
  @Override
  public void close() {
    stopping.countDown();
    thread.interrupt();
  }
}
