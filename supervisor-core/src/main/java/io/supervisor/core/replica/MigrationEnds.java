package io.supervisor.core.replica;

import io.supervisor.core.merkledb.KeyValueView;
import io.supervisor.core.runtime.LocalMigrations;

/**
 * Brings the node's own part of migrations to where the state of the chain is, on the store alone:
 * where blocks are executed or redone one after the other, and nothing else goes on.
 */
final class MigrationEnds {
  private final ReplicaPorts ports;
  private final LocalMigrations migrations;

  MigrationEnds(ReplicaPorts ports) {
    this.ports = ports;
    this.migrations = ports.machine().migrations();
  }

  private KeyValueView state() {
    return ports.store().snapshot();
  }

  /** Takes away what migrations have left that were rolled back. */
  void cleanUp() {
    migrations.cleanUp(state()).ifPresent(ports.store()::apply);
  }

  /**
   * Runs the scripts of all migrations to their ends, and takes away what is left of those that
   * were rolled back.
   */
  void runScripts() {
    cleanUp();
    for (var left = migrations.underWay(state());
        !left.isEmpty();
        left = migrations.underWay(state())) {
      ports.store().apply(migrations.step(state(), left.getFirst()).patch());
    }
  }

  /** Runs the scripts of whose data the next block has need. */
  void runAwaited() {
    cleanUp();
    for (var awaited = migrations.awaited(state());
        awaited.isPresent();
        awaited = migrations.awaited(state())) {
      var instance = awaited.get().instance();
      if (!migrations.underWay(state()).contains(instance)) {
        return;
      }
      ports.store().apply(migrations.step(state(), instance).patch());
    }
  }
}
