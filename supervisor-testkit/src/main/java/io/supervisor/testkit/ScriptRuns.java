package io.supervisor.testkit;

import io.supervisor.core.merkledb.Store;
import io.supervisor.core.runtime.LocalMigrations;

/**
 * What nodes do of migrations between blocks. All nodes share one state, so that each script runs
 * once and comes out alike.
 */
final class ScriptRuns {
  /** Steps after which a script counts as endless. */
  private static final int STEPS_MAX = 100_000;

  private final LocalMigrations migrations;

  ScriptRuns(LocalMigrations migrations) {
    this.migrations = migrations;
  }

  /** Takes away what migrations have left that are over. */
  void cleanUp(Store store) {
    migrations.cleanUp(store.snapshot()).ifPresent(store::apply);
  }

  /** Runs all scripts that the chain waits for to their ends. */
  void run(Store store) {
    var names = migrations.underWay(store.snapshot());
    for (int steps = 0; !names.isEmpty(); steps++) {
      if (steps >= STEPS_MAX) {
        throw new IllegalStateException(
            "migration of " + names + ": not at its end after " + STEPS_MAX + " steps");
      }
      for (var name : names) {
        store.apply(migrations.step(store.snapshot(), name).patch());
      }
      names = migrations.underWay(store.snapshot());
    }
    for (var erased = migrations.erasure(store.snapshot());
        erased.isPresent();
        erased = migrations.erasure(store.snapshot())) {
      store.apply(erased.get());
    }
  }
}
