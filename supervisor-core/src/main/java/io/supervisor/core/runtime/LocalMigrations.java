package io.supervisor.core.runtime;

import io.supervisor.api.CallException;
import io.supervisor.api.Version;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.meter.Meter;
import io.supervisor.api.service.DataMigrations;
import io.supervisor.api.service.MigrationScript;
import io.supervisor.core.merkledb.Fork;
import io.supervisor.core.merkledb.KeyValueView;
import io.supervisor.core.merkledb.Migration;
import io.supervisor.core.merkledb.Patch;
import io.supervisor.core.merkledb.Snapshot;
import io.supervisor.core.rules.Rules;
import io.supervisor.wire.runtime.MigrationStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The part of migrations that each node carries out by itself, beside the blocks: runs the scripts,
 * step by step, and remembers what came of them. All of it follows from the state; nothing of it is
 * in a hash. Source: lifecycle.md section 6.
 *
 * <p>A step is computed upon one state and kept upon a later one: what it writes no block touches,
 * and {@link #follows} tells whether it is the next one still. May be used by any thread.
 */
public final class LocalMigrations {
  /** So much may a step write. */
  static final long STEP_BYTES_MAX = 16L << 20;

  /** Characters of an error that the others are told. */
  static final int TEXT_MAX = 1_000;

  /** So many records are erased in a step. */
  static final int ERASED_MAX = 10_000;

  /** How often scripts that came out differently are run again, until an administrator helps. */
  static final int RESTARTS_MAX = 1;

  private final Runtimes runtimes;

  LocalMigrations(Runtimes runtimes) {
    this.runtimes = runtimes;
  }

  /** Names of instances whose scripts have a step to do on this node, in order. */
  public List<String> underWay(KeyValueView state) {
    var names = new ArrayList<String>();
    for (var name : Migration.memos(state).keySet()) {
      if (migrating(state, name)
          .filter(status -> hasStep(status, progress(state, name)))
          .isPresent()) {
        names.add(name);
      }
    }
    return names;
  }

  private static boolean hasStep(InstanceStatus.Migrating status, MigrationProgress own) {
    return own.erasing()
        || own.result().isEmpty()
        || differs(status, own) && own.restarts() < RESTARTS_MAX;
  }

  /** Whether the validators agreed on something else than what came out here. */
  private static boolean differs(InstanceStatus.Migrating status, MigrationProgress own) {
    return status.completedHash().isPresent()
        && own.result().isPresent()
        && !own.result().equals(status.completedHash().map(LocalMigrations::success));
  }

  private static MigrationStatus success(io.supervisor.api.Hash hash) {
    return MigrationStatus.newBuilder().setHash(Canonical.toWire(hash)).build();
  }

  private static Optional<InstanceStatus.Migrating> migrating(KeyValueView state, String name) {
    return instance(state, name)
        .flatMap(InstanceState::status)
        .filter(InstanceStatus.Migrating.class::isInstance)
        .map(InstanceStatus.Migrating.class::cast);
  }

  private static Optional<InstanceState> instance(KeyValueView state, String name) {
    return new DispatcherSchema(new Snapshot(state).access("")).instance(name);
  }

  private static MigrationProgress progress(KeyValueView state, String name) {
    return MigrationProgress.of(state, name).orElseThrow();
  }

  /**
   * Computes the next step. May take as long as the script wants.
   *
   * @param instance one of {@link #underWay}
   * @throws MissingArtifactException if the target is not deployed on this node
   */
  public ScriptStep step(KeyValueView state, String instance) {
    var status = migrating(state, instance).orElseThrow();
    var own = progress(state, instance);
    if (own.erasing()) {
      return erase(state, instance, own);
    }
    if (differs(status, own)) {
      return giveUp(state, instance, own.restarts());
    }
    var before = instance(state, instance).orElseThrow();
    try {
      return runScript(state, before, status, own.nextStep());
    } catch (MissingArtifactException e) {
      throw e;
    } catch (Throwable thrown) {
      return failed(state, instance, own.nextStep(), text(thrown));
    }
  }

  /** What the node reports to the others: never so much that the report does not fit. */
  private static String text(Throwable thrown) {
    var message =
        thrown instanceof CallException failure
            ? ErrorText.of(failure.error().description())
            : ErrorText.of(thrown);
    return message.length() <= TEXT_MAX ? message : message.substring(0, TEXT_MAX);
  }

  private ScriptStep runScript(
      KeyValueView state,
      InstanceState before,
      InstanceStatus.Migrating status,
      MigrationProgress own) {
    var name = before.spec().name();
    var dataVersion = own.reached().orElseGet(before::dataVersion);
    var entry =
        runtimes
            .of(status.target())
            .nextScript(status.target(), dataVersion)
            .orElseThrow(() ->
                new IllegalStateException(
                    status.target() + " has no script for data of version " + dataVersion));
    var fork = new Fork(state);
    var migration = fork.migration(name);
    var context = new ScriptContext(before.spec(), dataVersion, migration, own);
    var outcome = run(entry.script(), context);
    context.end();
    var after = context.progress(own);
    if (outcome == MigrationScript.Step.DONE) {
      migration.accept();
      after = ended(status, entry, after, migration);
    }
    migration.setMemo(after.encode());
    var patch = fork.toPatch();
    if (patch.bytes() > STEP_BYTES_MAX) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "a step wrote %,d bytes, which is more than %,d",
              patch.bytes(),
              STEP_BYTES_MAX));
    }
    return step(state, name, patch, after);
  }

  private static MigrationScript.Step run(MigrationScript script, ScriptContext context) {
    try (var scope = Meter.open(Rules.DEFAULT.migrationStepBudget())) {
      var outcome = script.step(context);
      var exhausted = scope.meter().exhausted();
      if (exhausted != null) {
        throw exhausted;
      }
      return outcome;
    }
  }

  /** A script has ended; the next one follows, unless the version is the one that was wanted. */
  private MigrationProgress ended(
      InstanceStatus.Migrating status,
      DataMigrations.Entry entry,
      MigrationProgress own,
      Migration migration) {
    var after = own.reached(entry.endVersion());
    return isLast(status, entry.endVersion()) ? after.ended(success(migration.hash())) : after;
  }

  private boolean isLast(InstanceStatus.Migrating status, Version reached) {
    return reached.compareTo(status.endVersion()) >= 0
        || runtimes.of(status.target()).nextScript(status.target(), reached).isEmpty();
  }

  private static ScriptStep failed(
      KeyValueView state, String instance, MigrationProgress own, String text) {
    var fork = new Fork(state);
    var after = own.ended(MigrationStatus.newBuilder().setError(text).build());
    fork.migration(instance).setMemo(after.encode());
    return step(state, instance, fork.toPatch(), after);
  }

  private static ScriptStep step(
      KeyValueView state, String instance, Patch patch, MigrationProgress after) {
    return new ScriptStep(
        instance, Migration.number(state, instance).orElseThrow(), after.steps(), patch, after);
  }

  /**
   * Gives up what the scripts have come to on this node and begins anew, for an administrator who
   * asks for it.
   *
   * @return empty if the state has no migration of the instance
   */
  public Optional<ScriptStep> restart(KeyValueView state, String instance) {
    return migrating(state, instance)
        .filter(_ -> Migration.number(state, instance).isPresent())
        .map(_ -> giveUp(state, instance, -1));
  }

  private static ScriptStep giveUp(KeyValueView state, String instance, int timesBefore) {
    var after = progress(state, instance).nextStep().givenUp(timesBefore);
    var fork = new Fork(state);
    fork.migration(instance).setMemo(after.encode());
    return step(state, instance, fork.toPatch(), after);
  }

  private static ScriptStep erase(KeyValueView state, String instance, MigrationProgress own) {
    var fork = new Fork(state);
    var migration = fork.migration(instance);
    var after = own.nextStep();
    if (!migration.erase(ERASED_MAX)) {
      after = after.erased();
    }
    migration.setMemo(after.encode());
    return step(state, instance, fork.toPatch(), after);
  }

  /** Whether a step comes next upon a state: it may have been decided otherwise meanwhile. */
  public boolean follows(KeyValueView state, String instance, int migration, long step) {
    return Migration.number(state, instance).filter(number -> number == migration).isPresent()
        && progress(state, instance).steps() + 1 == step;
  }

  /** Data without which the next block cannot be executed; empty if all are there. */
  public Optional<AwaitedMigration> awaited(KeyValueView state) {
    for (var entry : Migration.memos(state).entrySet()) {
      var agreed =
          migrating(state, entry.getKey()).flatMap(InstanceStatus.Migrating::completedHash);
      var own = MigrationProgress.decode(entry.getValue());
      if (agreed.isPresent() && !own.result().equals(agreed.map(LocalMigrations::success))) {
        return Optional.of(new AwaitedMigration(entry.getKey(), agreed.get(), own));
      }
    }
    return Optional.empty();
  }

  /** Takes away what migrations have left that were rolled back; empty if there is nothing. */
  public Optional<Patch> cleanUp(KeyValueView state) {
    var over =
        Migration.memos(state).keySet().stream()
            .filter(name -> migrating(state, name).isEmpty())
            .toList();
    if (over.isEmpty()) {
      return Optional.empty();
    }
    var fork = new Fork(state);
    over.forEach(name -> fork.migration(name).discard());
    return Optional.of(fork.toPatch());
  }

  /**
   * Erases some records of indexes that are gone; empty if there are none. What comes of it may be
   * forgotten in a crash.
   */
  public Optional<Patch> erasure(KeyValueView state) {
    var fork = new Fork(state);
    fork.erase(ERASED_MAX);
    var patch = fork.toPatch();
    return patch.isEmpty() ? Optional.empty() : Optional.of(patch);
  }
}
