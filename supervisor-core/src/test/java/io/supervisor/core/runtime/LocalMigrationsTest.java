package io.supervisor.core.runtime;

import static io.supervisor.core.scripted.ScriptedChain.ONE;
import static io.supervisor.core.scripted.ScriptedChain.UPGRADE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.supervisor.api.Hash;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.Version;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.crypto.Sha256;
import io.supervisor.api.service.DataMigrations;
import io.supervisor.api.service.MigrationContext;
import io.supervisor.api.service.MigrationScript;
import io.supervisor.api.service.MigrationScript.Step;
import io.supervisor.api.service.Service;
import io.supervisor.api.service.ServiceArtifact;
import io.supervisor.api.storage.Access;
import io.supervisor.api.storage.Codecs;
import io.supervisor.api.storage.ProofMapIndex;
import io.supervisor.core.merkledb.Snapshot;
import io.supervisor.core.rules.Rules;
import io.supervisor.core.scripted.ScriptedChain;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The part of migrations that a node carries out by itself (lifecycle.md section 6). */
final class LocalMigrationsTest {
  private static final int ENTRIES = 10;
  private static final int CHUNK = 3;

  private final ScriptedChain chain = new ScriptedChain();

  private record Artifact(DataMigrations migrations) implements ServiceArtifact {
    @Override
    public Service create(InstanceSpec instance) {
      return List::of;
    }
  }

  private static DataMigrations script(MigrationScript script) {
    return DataMigrations.fromAnyVersion().to(Version.parse("2.0.0"), script);
  }

  private static LocalMigrations migrations(DataMigrations scripts) {
    var runtime =
        new ServiceRuntime(0, new BuiltInArtifacts(Map.of(UPGRADE, new Artifact(scripts))));
    runtime.deploy(UPGRADE, new byte[0]);
    return new Dispatcher(List.of(runtime)).migrations();
  }

  private static ProofMapIndex<Long, Long> amounts(Access data) {
    return data.proofMap("amounts", Codecs.u64(), Codecs.u64());
  }

  private static Step timesTen(MigrationContext context) {
    var amounts = amounts(context.newData());
    boolean isDone =
        context.forEach(
            "amounts",
            amounts(context.oldData()),
            Codecs.u64(),
            CHUNK,
            (key, amount) -> amounts.put(key, amount * 10));
    context.progress(ENTRIES, ENTRIES);
    return isDone ? Step.DONE : Step.MORE;
  }

  private void begin() {
    chain.start(chain.genesis(Rules.REVISED).build());
    chain.run(
        1,
        context -> {
          for (long key = 0; key < ENTRIES; key++) {
            amounts(context.data()).put(key, key);
          }
        });
    chain.supervised(supervisor -> supervisor.registerArtifact(UPGRADE, new byte[0]));
    chain.supervised(supervisor -> supervisor.stop(ONE.id()));
    initiate();
  }

  private void initiate() {
    chain.runtime().plan("2.0.0", new MigrationPlan.Script(Version.parse("2.0.0")));
    chain.supervised(supervisor -> supervisor.initiateMigration(UPGRADE, "one"));
  }

  private ScriptStep keep(ScriptStep step) {
    chain.store().apply(step.patch());
    return step;
  }

  private ScriptStep step(LocalMigrations migrations) {
    return keep(migrations.step(chain.store().snapshot(), "one"));
  }

  /** Runs the scripts to their end, each step by another run of the node; returns the last. */
  private ScriptStep run(DataMigrations scripts) {
    ScriptStep last = step(migrations(scripts));
    while (migrations(scripts).underWay(chain.store().snapshot()).contains("one")) {
      last = step(migrations(scripts));
    }
    return last;
  }

  private static Hash hash(ScriptStep step) {
    return Canonical.fromWire(step.progress().result().orElseThrow().getHash());
  }

  private static String error(ScriptStep step) {
    return step.progress().result().orElseThrow().getError();
  }

  private Snapshot state() {
    return new Snapshot(chain.store().snapshot());
  }

  @Test
  void stepsGoOnWhereTheLastOneEndedAndTheFlushBringsWhatTheyMade() {
    begin();
    var before = state().stateHash();
    var last = run(script(LocalMigrationsTest::timesTen));
    assertThat(last.step()).isEqualTo(4);
    assertThat(last.progress().done()).isEqualTo(ENTRIES);
    assertThat(state().stateHash()).isEqualTo(before);
    chain.supervised(supervisor -> supervisor.commitMigration("one", hash(last)));
    var migrations = migrations(DataMigrations.none());
    assertThat(migrations.awaited(chain.store().snapshot())).isEmpty();
    chain.supervised(supervisor -> supervisor.flushMigration("one"));

    assertThat(amounts(state().access("one.")).entries())
        .hasSize(ENTRIES)
        .allMatch(entry -> entry.getValue() == entry.getKey() * 10);
    assertThat(MigrationProgress.of(chain.store().snapshot(), "one")).isEmpty();
    assertThat(chain.state("one").spec().artifact()).isEqualTo(UPGRADE);
    var stateHash = state().stateHash();
    migrations.erasure(chain.store().snapshot()).ifPresent(chain.store()::apply);
    assertThat(migrations.erasure(chain.store().snapshot())).isEmpty();
    assertThat(state().stateHash()).isEqualTo(stateHash);
  }

  @Test
  void aStepIsKeptOnceAndOnlyInItsOwnMigration() {
    begin();
    var migrations = migrations(script(LocalMigrationsTest::timesTen));
    var first = migrations.step(chain.store().snapshot(), "one");
    assertThat(follows(migrations, first)).isTrue();
    keep(first);
    assertThat(follows(migrations, first)).isFalse();
    var second = migrations.step(chain.store().snapshot(), "one");
    chain.supervised(supervisor -> supervisor.rollbackMigration("one"));
    assertThat(follows(migrations, second)).as("rolled back").isFalse();
    initiate();
    assertThat(follows(migrations, first)).as("of another migration").isFalse();
  }

  private boolean follows(LocalMigrations migrations, ScriptStep step) {
    return migrations.follows(
        chain.store().snapshot(), step.instance(), step.migration(), step.step());
  }

  @Test
  void whateverAScriptThrowsIsItsResult() {
    begin();
    var last =
        run(
            script(context -> {
              if (context.cursor("once").isPresent()) {
                throw new IllegalStateException("x".repeat(5_000));
              }
              context.setCursor("once", new byte[] {1});
              return Step.MORE;
            }));
    assertThat(error(last)).hasSize(LocalMigrations.TEXT_MAX).startsWith("xxx");
  }

  @Test
  void anErrorWithoutATextIsNamedByItsClass() {
    begin();
    var last =
        run(
            script(context -> {
              throw new Error() {
                @Override
                public String getMessage() {
                  throw new IllegalStateException("not even this");
                }
              };
            }));
    assertThat(error(last)).contains("LocalMigrationsTest");
  }

  @Test
  void aStepThatWritesTooMuchFails() {
    begin();
    var last =
        run(
            script(context -> {
              var list = context.newData().list("large", Codecs.bytes());
              for (var i = 0; i < 17; i++) {
                list.add(new byte[1 << 20]);
              }
              return Step.DONE;
            }));
    assertThat(error(last)).contains("more than 16,777,216");
  }

  @Test
  void oldDataAreReadOnlyAndContextsEndWithTheirStep() {
    begin();
    var kept = new MigrationContext[1];
    var last =
        run(
            script(context -> {
              assertThatThrownBy(() -> amounts(context.oldData()).put(1L, 1L))
                  .isInstanceOf(IllegalStateException.class);
              if (kept[0] != null) {
                kept[0].newData();
              }
              kept[0] = context;
              return Step.MORE;
            }));
    assertThat(error(last)).contains("was used after the step");
  }

  @Test
  void scriptsThatComeOutDifferentlyAreRunAgainOnce() {
    begin();
    var runs = new AtomicLong();
    var scripts =
        script(context -> {
          amounts(context.newData()).put(1L, runs.incrementAndGet());
          return Step.DONE;
        });
    var first = hash(run(scripts));
    var agreed = Sha256.of(new byte[] {1});
    chain.supervised(supervisor -> supervisor.commitMigration("one", agreed));
    var migrations = migrations(scripts);
    assertThat(migrations.awaited(chain.store().snapshot()).orElseThrow().differs()).isTrue();
    var second = hash(run(scripts));
    assertThat(runs).hasValue(2);
    assertThat(second).isNotEqualTo(first);
    assertThat(migrations.underWay(chain.store().snapshot())).isEmpty();
    assertThat(migrations.awaited(chain.store().snapshot()).orElseThrow().agreed())
        .isEqualTo(agreed);

    keep(migrations.restart(chain.store().snapshot(), "one").orElseThrow());
    run(scripts);
    assertThat(runs).as("by hand, and once more by itself").hasValue(4);
  }

  @Test
  void aNodeWithoutTheTargetWaits() {
    begin();
    var migrations = new Dispatcher(List.of(new ServiceRuntime(0, new BuiltInArtifacts(Map.of()))));
    assertThatThrownBy(() -> migrations.migrations().step(chain.store().snapshot(), "one"))
        .isInstanceOf(MissingArtifactException.class);
  }
}
