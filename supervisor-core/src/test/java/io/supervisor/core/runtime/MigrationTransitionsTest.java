package io.supervisor.core.runtime;

import static io.supervisor.core.scripted.ScriptedChain.ONE;
import static io.supervisor.core.scripted.ScriptedChain.SERVICE;
import static io.supervisor.core.scripted.ScriptedChain.UPGRADE;
import static io.supervisor.core.scripted.ScriptedChain.artifact;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.CallException;
import io.supervisor.api.Hash;
import io.supervisor.api.Version;
import io.supervisor.api.crypto.Sha256;
import io.supervisor.api.proof.TreeHash;
import io.supervisor.api.storage.Codecs;
import io.supervisor.core.merkledb.Fork;
import io.supervisor.core.merkledb.Snapshot;
import io.supervisor.core.rules.Rules;
import io.supervisor.core.runtime.BlockChanges.MigrationStep;
import io.supervisor.core.scripted.ScriptedChain;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Migrations of lifecycle.md sections 6 and 6a, as far as the chain decides them. */
final class MigrationTransitionsTest {
  private static final Version END = Version.parse("1.5.0");

  private final ScriptedChain chain = new ScriptedChain().start();

  private void deployUpgrade() {
    chain.supervised(supervisor -> supervisor.registerArtifact(UPGRADE, new byte[0]));
  }

  private void stop() {
    chain.supervised(supervisor -> supervisor.stop(ONE.id()));
  }

  private void assertRefused(ArtifactId target, String code, String text) {
    assertThat(chain.supervise(supervisor -> supervisor.initiateMigration(target, "one")))
        .isEqualTo(code);
    assertThat(chain.blocks().getLast().errors().getFirst().error().description()).isEqualTo(text);
  }

  @Test
  void refusalsOfAnInitiationHaveTheTextsOfTheOriginal() {
    assertThat(chain.supervise(supervisor -> supervisor.initiateMigration(UPGRADE, "nobody")))
        .isEqualTo("core:7");
    assertThat(chain.blocks().getLast().errors().getFirst().error().description())
        .isEqualTo("Cannot initiate migration for non-existing service `nobody`");
    assertRefused(
        UPGRADE,
        "core:10",
        "Data migration cannot be initiated for service `1:one` because is not stopped or frozen");
    stop();
    assertRefused(
        UPGRADE,
        "core:1",
        "The target artifact `0:service:2.0.0` for data migration of service `1:one` is not"
            + " deployed");
    assertRefused(
        SERVICE,
        "core:11",
        "The target artifact `0:service:1.0.0` for data migration of service `1:one` is not an"
            + " upgrade of its current artifact `0:service:1.0.0`");
    assertRefused(
        artifact("supervisor", "1.0.0"),
        "core:11",
        "The target artifact `0:supervisor:1.0.0` for data migration of service `1:one` is not an"
            + " upgrade of its current artifact `0:service:1.0.0`");
    deployUpgrade();
    assertRefused(UPGRADE, "core:12", "no way from 1.0.0");
  }

  @Test
  void aTargetThatIsBeingDeployedIsNotActive() {
    stop();
    var code =
        chain.supervise(supervisor -> {
          supervisor.registerArtifact(UPGRADE, new byte[0]);
          supervisor.initiateMigration(UPGRADE, "one");
        });
    assertThat(code).isEqualTo("core:3");
    assertThat(chain.blocks().getLast().errors().getFirst().error().description())
        .isEqualTo(
            "The target artifact `0:service:2.0.0` for data migration of service `1:one` is not"
                + " active");
  }

  @Test
  void aPendingChangeIsNamedByItsStatus() {
    deployUpgrade();
    stop();
    var code =
        chain.supervise(supervisor -> {
          supervisor.resume(ONE.id(), new byte[0]);
          supervisor.initiateMigration(UPGRADE, "one");
        });
    assertThat(code).isEqualTo("core:9");
    assertThat(chain.blocks().getLast().errors().getFirst().error().description())
        .isEqualTo(
            "Cannot initiate migration for service `one` because it has another state transition"
                + " in progress (active)");
  }

  @Test
  void anArtifactWithoutScriptsTakesNoDataOver() {
    var runtime = new ServiceRuntime(0, new BuiltInArtifacts(Map.of(UPGRADE, chain.script())));
    runtime.deploy(UPGRADE, new byte[0]);
    assertThatThrownBy(() -> runtime.planMigration(UPGRADE, Version.parse("1.0.0")))
        .isInstanceOfSatisfying(
            CallException.class,
            e ->
                assertThat(e.error().description())
                    .isEqualTo("Data migrations are not supported by the artifact"));
  }

  @Test
  void aRefusedInitiationLetsTheSupervisorGoOn() {
    chain.supervised(supervisor -> {
      assertThatThrownBy(() -> supervisor.initiateMigration(UPGRADE, "one"))
          .isInstanceOf(CallException.class);
      supervisor.stop(ONE.id());
    });
    assertThat(chain.state("one").status()).contains(InstanceStatus.stopped());
  }

  @Test
  void fastForwardIsImmediateAndStopsAFrozenInstance() {
    deployUpgrade();
    chain.runtime().plan("2.0.0", new MigrationPlan.FastForward());
    chain.supervised(supervisor -> supervisor.freeze(ONE.id()));
    chain.supervised(supervisor -> {
      supervisor.initiateMigration(UPGRADE, "one");
      var state = supervisor.state("one").orElseThrow();
      assertThat(state.spec().artifact()).isEqualTo(UPGRADE);
      assertThat(state.status()).contains(InstanceStatus.stopped());
      supervisor.unloadArtifact(SERVICE);
    });
    assertThat(chain.state("one").explicitDataVersion()).isEmpty();
    chain.supervised(supervisor -> supervisor.resume(ONE.id(), new byte[0]));
    assertThat(chain.state("one").isActive()).isTrue();
  }

  @Test
  void anInstanceIsResumedOnlyWithAnArtifactOfItsDataVersion() {
    deployUpgrade();
    stop();
    chain.runtime().plan("2.0.0", new MigrationPlan.Script(END));
    chain.supervised(supervisor -> supervisor.initiateMigration(UPGRADE, "one"));
    assertThat(chain.blocks().getLast().changes().instances().getFirst().migration())
        .isEqualTo(MigrationStep.START);
    assertThat(chain.state("one").status())
        .contains(new InstanceStatus.Migrating(UPGRADE, END, Optional.empty(), false));
    var hash = Sha256.of(new byte[] {1});
    chain.supervised(supervisor -> supervisor.commitMigration("one", hash));
    assertThat(chain.blocks().getLast().changes().instances().getFirst().migration())
        .isEqualTo(MigrationStep.COMMIT);
    assertThat(chain.state("one").status())
        .contains(new InstanceStatus.Migrating(UPGRADE, END, Optional.of(hash), false));
    chain.supervised(supervisor -> supervisor.flushMigration("one"));
    assertThat(chain.state("one").explicitDataVersion()).contains(END);
    assertThat(chain.state("one").spec().artifact()).isEqualTo(SERVICE);
    assertThat(chain.supervise(supervisor -> supervisor.resume(ONE.id(), new byte[0])))
        .isEqualTo("core:13");
    assertThat(chain.blocks().getLast().errors().getFirst().error().description())
        .contains("has data version (1.5.0) differing from its artifact version");
    chain.runtime().plan("2.0.0", new MigrationPlan.FastForward());
    chain.supervised(supervisor -> supervisor.initiateMigration(UPGRADE, "one"));
    chain.supervised(supervisor -> supervisor.resume(ONE.id(), new byte[0]));
    assertThat(chain.state("one").isActive()).isTrue();
  }

  /** What a script on this node would leave; returns its hash. */
  private Hash migrateData() {
    var fork = new Fork(chain.store().snapshot());
    var migration = fork.migration("one");
    migration.access().proofEntry("text", Codecs.string()).set("new");
    migration.accept();
    chain.store().apply(fork.toPatch());
    return migration.hash();
  }

  private Optional<String> text() {
    return new Snapshot(chain.store().snapshot())
        .access("one.")
        .proofEntry("text", Codecs.string())
        .get();
  }

  private void startWithData() {
    chain
        .script()
        .on("set", context -> context.data().proofEntry("text", Codecs.string()).set("old"));
    chain.block(chain.transaction(1, "set"));
    deployUpgrade();
    stop();
    chain.runtime().plan("2.0.0", new MigrationPlan.Script(END));
    chain.supervised(supervisor -> supervisor.initiateMigration(UPGRADE, "one"));
  }

  @Test
  void newDataTakeThePlaceOfTheOldWhenTheyAreFlushed() {
    startWithData();
    var before = chain.blocks().getLast().header().stateHash();
    var hash = migrateData();
    assertThat(chain.block().header().stateHash()).isEqualTo(before);
    chain.supervised(supervisor -> supervisor.commitMigration("one", hash));
    assertThat(text()).contains("old");
    chain.supervised(supervisor -> supervisor.flushMigration("one"));
    assertThat(text()).contains("new");
    assertThat(new Snapshot(chain.store().snapshot()).stateHash())
        .isEqualTo(chain.blocks().getLast().header().stateHash());
  }

  @Test
  void aRollbackLeavesTheOldDataAndNothingOfTheNew() {
    startWithData();
    var aggregated = new Snapshot(chain.store().snapshot()).aggregated();
    migrateData();
    chain.supervised(supervisor -> supervisor.rollbackMigration("one"));
    assertThat(text()).contains("old");
    assertThat(new Snapshot(chain.store().snapshot()).aggregated().get("one.text"))
        .isEqualTo(aggregated.get("one.text"));
    assertThat(new Fork(chain.store().snapshot()).migration("one").hash())
        .isEqualTo(TreeHash.EMPTY_MAP);
  }

  @Test
  void aRollbackForgetsTheLocalResultAndLeavesTheInstanceStopped() {
    deployUpgrade();
    chain.supervised(supervisor -> supervisor.freeze(ONE.id()));
    chain.runtime().plan("2.0.0", new MigrationPlan.Script(END));
    chain.supervised(supervisor -> supervisor.initiateMigration(UPGRADE, "one"));
    chain.supervised(supervisor -> supervisor.rollbackMigration("one"));
    assertThat(chain.blocks().getLast().changes().instances().getFirst().migration())
        .isEqualTo(MigrationStep.ROLLBACK);
    assertThat(chain.state("one").status()).contains(InstanceStatus.stopped());
    assertThat(chain.state("one").dataVersion()).isEqualTo(SERVICE.version());
    assertThat(MigrationProgress.of(chain.store().snapshot(), "one")).isEmpty();
  }

  @Test
  void onlyTheOriginalLetsAnArtifactOfAnotherRuntimeBeAnUpgrade() {
    var elsewhere = new ArtifactId(1, "service", Version.parse("2.0.0"));
    for (var rules : Rules.values()) {
      var network = new ScriptedChain();
      network.start(network.genesis(rules).build());
      network.supervised(supervisor -> supervisor.stop(ONE.id()));
      network.supervisedOnChainOnly(
          supervisor -> supervisor.registerArtifact(elsewhere, new byte[0]));
      assertThat(network.supervise(supervisor -> supervisor.initiateMigration(elsewhere, "one")))
          .isEqualTo(rules.upgradesStayInTheirRuntime() ? "core:11" : "core:0");
    }
  }
}
