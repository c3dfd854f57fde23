package io.supervisor.core.runtime;

import static io.supervisor.testkit.scripted.ScriptedChain.ONE;
import static io.supervisor.testkit.scripted.ScriptedChain.SERVICE;
import static io.supervisor.testkit.scripted.ScriptedChain.UPGRADE;
import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.ErrorKind;
import io.supervisor.api.Hash;
import io.supervisor.api.Version;
import io.supervisor.testkit.scripted.ScriptedChain;
import org.junit.jupiter.api.Test;

/** The table of lifecycle.md section 4. */
final class ArtifactTransitionsTest {
  private static final MigrationPlan SCRIPT = new MigrationPlan.Script(Version.parse("2.0.0"));

  private final ScriptedChain chain = new ScriptedChain().start();

  @Test
  void aRegisteredArtifactIsActiveInTheNextBlock() {
    chain.supervised(supervisor -> {
      supervisor.registerArtifact(UPGRADE, new byte[0]);
      assertThat(supervisor.artifact(UPGRADE).orElseThrow().status())
          .isEqualTo(ArtifactState.Status.DEPLOYING);
    });
    assertThat(chain.blocks().getLast().changes().artifacts()).hasSize(1);
    chain.supervised(
        supervisor -> assertThat(supervisor.artifact(UPGRADE).orElseThrow().isActive()).isTrue());
    assertThat(chain.blocks().getLast().changes().artifacts()).isEmpty();
  }

  @Test
  void registeringAnArtifactTwiceIsUnexpected() {
    assertThat(chain.supervise(supervisor -> supervisor.registerArtifact(SERVICE, new byte[0])))
        .isEqualTo("unexpected");
    var error = chain.blocks().getLast().errors().getFirst().error();
    assertThat(error.kind()).isEqualTo(ErrorKind.UNEXPECTED);
    assertThat(error.description()).isEqualTo("Cannot deploy artifact `" + SERVICE + "` twice");
  }

  @Test
  void anUnloadedArtifactIsGoneInTheNextBlockAndMayBeDeployedAgain() {
    chain.supervised(supervisor -> supervisor.registerArtifact(UPGRADE, new byte[0]));
    assertThat(chain.dispatcher().isDeployed(UPGRADE)).isTrue();
    chain.supervised(supervisor -> supervisor.unloadArtifact(UPGRADE));
    assertThat(chain.dispatcherSchema().artifacts().contains(UPGRADE)).isFalse();
    assertThat(chain.dispatcher().isDeployed(UPGRADE)).isFalse();
    chain.supervised(supervisor -> supervisor.registerArtifact(UPGRADE, new byte[0]));
    assertThat(chain.dispatcher().isDeployed(UPGRADE)).isTrue();
  }

  @Test
  void onlyActiveArtifactsAreUnloaded() {
    assertThat(chain.supervise(supervisor -> supervisor.unloadArtifact(UPGRADE)))
        .isEqualTo("core:3");
    assertThat(lastDescription())
        .isEqualTo("Requested to unload artifact `" + UPGRADE + "`, which is not deployed");
    var code =
        chain.supervise(supervisor -> {
          supervisor.registerArtifact(UPGRADE, new byte[0]);
          supervisor.unloadArtifact(UPGRADE);
        });
    assertThat(code).isEqualTo("core:3");
    assertThat(lastDescription()).endsWith("which has non-active status: deploying");
  }

  @Test
  void unloadingTwiceInOneBlockIsRefused() {
    chain.supervised(supervisor -> supervisor.registerArtifact(UPGRADE, new byte[0]));
    var code =
        chain.supervise(supervisor -> {
          supervisor.unloadArtifact(UPGRADE);
          supervisor.unloadArtifact(UPGRADE);
        });
    assertThat(code).isEqualTo("core:3");
    assertThat(chain.dispatcherSchema().artifacts().get(UPGRADE).orElseThrow().isActive()).isTrue();
  }

  @Test
  void theArtifactOfAnInstanceIsNotUnloaded() {
    assertThat(chain.supervise(supervisor -> supervisor.checkUnload(SERVICE))).isEqualTo("core:15");
    chain.supervised(supervisor -> supervisor.stop(ONE.id()));
    assertThat(chain.supervise(supervisor -> supervisor.unloadArtifact(SERVICE)))
        .isEqualTo("core:15");
    assertThat(lastDescription()).contains("service `1:one` references it as the current artifact");
  }

  @Test
  void theTargetOfAMigrationIsNotUnloadedUntilTheBlockThatEndsIt() {
    chain.supervised(supervisor -> supervisor.registerArtifact(UPGRADE, new byte[0]));
    chain.runtime().plan("2.0.0", SCRIPT);
    chain.supervised(supervisor -> supervisor.stop(ONE.id()));
    var code =
        chain.supervise(supervisor -> {
          supervisor.initiateMigration(UPGRADE, "one");
          supervisor.checkUnload(UPGRADE);
        });
    assertThat(code).isEqualTo("core:15");
    chain.supervised(supervisor -> supervisor.initiateMigration(UPGRADE, "one"));
    assertThat(chain.supervise(supervisor -> supervisor.unloadArtifact(UPGRADE)))
        .isEqualTo("core:15");
    assertThat(lastDescription()).endsWith("references it as the data migration target");
    chain.supervised(supervisor -> {
      supervisor.rollbackMigration("one");
      supervisor.unloadArtifact(UPGRADE);
    });
    assertThat(chain.dispatcherSchema().artifacts().contains(UPGRADE)).isFalse();
  }

  @Test
  void anInstanceWhoseDataWereMigratedDoesNotHoldItsOldArtifact() {
    chain.supervised(supervisor -> supervisor.registerArtifact(UPGRADE, new byte[0]));
    chain.runtime().plan("2.0.0", SCRIPT);
    chain.supervised(supervisor -> supervisor.stop(ONE.id()));
    chain.supervised(supervisor -> supervisor.initiateMigration(UPGRADE, "one"));
    chain.supervised(supervisor -> supervisor.commitMigration("one", Hash.ZERO));
    chain.supervised(supervisor -> supervisor.flushMigration("one"));
    chain.supervised(supervisor -> supervisor.unloadArtifact(SERVICE));
    assertThat(chain.dispatcherSchema().artifacts().contains(SERVICE)).isFalse();
  }

  private String lastDescription() {
    return chain.blocks().getLast().errors().getFirst().error().description();
  }
}
