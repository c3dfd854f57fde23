package io.supervisor.core.supervisor;

import static io.supervisor.core.supervisor.MigrationStories.HASH;
import static io.supervisor.core.supervisor.MigrationStories.OTHER_HASH;
import static io.supervisor.core.supervisor.MigrationStories.begin;
import static io.supervisor.core.supervisor.MigrationStories.stoppedWallet;
import static io.supervisor.core.supervisor.TestChain.deploy;
import static io.supervisor.core.supervisor.TestChain.deployRequest;
import static io.supervisor.core.supervisor.TestChain.deployed;
import static io.supervisor.core.supervisor.TestChain.migrated;
import static io.supervisor.core.supervisor.TestChain.notDeployed;
import static io.supervisor.core.supervisor.TestChain.notMigrated;
import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.ErrorKind;
import io.supervisor.api.ExecutionError;
import io.supervisor.core.rules.Rules;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One dead or lying validator neither blocks nor fails anything: weakness 10. Each story is told
 * under the original's rules, which have the weakness, and under ours (supervisor.md section 13,
 * docs/departures.md).
 */
class QuorumOfReportsDecidesTest {
  private static final ArtifactId WALLET = ArtifactId.parse("5:wallet:1.0.0");
  private static final ExecutionError BROKEN = ExecutionError.of(ErrorKind.RUNTIME, 1, "broken");

  @ParameterizedTest
  @EnumSource(Rules.class)
  void weakness10OneFailureFailsADeployment(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.DECENTRALIZED, 4);
    var request = deployRequest(WALLET, 90);
    chain.commit(deploy(0, request), deploy(1, request), deploy(2, request));

    chain.commit(notDeployed(3, request, BROKEN));
    chain.commit(deployed(0, request), deployed(1, request), deployed(2, request));

    if (rules == Rules.ORIGINAL) {
      assertThat(chain.state(request).orElseThrow()).isInstanceOf(AsyncEventState.Failed.class);
    } else {
      assertThat(chain.state(request)).contains(AsyncEventState.SUCCEED);
      assertThat(chain.schema().pendingDeployments().contains(WALLET)).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(Rules.class)
  void weakness10OneDeadNodeBlocksADeployment(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.DECENTRALIZED, 4);
    var request = deployRequest(WALLET, 90);
    chain.commit(deploy(0, request), deploy(1, request), deploy(2, request));

    chain.commit(deployed(0, request), deployed(1, request), deployed(2, request));

    assertThat(chain.state(request))
        .contains(rules == Rules.ORIGINAL ? AsyncEventState.PENDING : AsyncEventState.SUCCEED);
  }

  @ParameterizedTest
  @EnumSource(Rules.class)
  void weakness10OneLiarFailsAMigration(Rules rules) {
    for (var lie : List.of("another hash", "a failure")) {
      var chain = stoppedWallet(rules, 4);
      var request = begin(chain);

      chain.commit(
          lie.equals("another hash")
              ? migrated(0, request, OTHER_HASH)
              : notMigrated(0, request, "broken"));
      chain.commit(
          migrated(1, request, HASH), migrated(2, request, HASH), migrated(3, request, HASH));
      chain.commit();

      var state = chain.state(request).orElseThrow();
      if (rules == Rules.ORIGINAL) {
        assertThat(state.inner()).as(lie).isInstanceOf(AsyncEventState.Failed.class);
      } else {
        assertThat(state.inner()).as(lie).isEqualTo(AsyncEventState.SUCCEED);
        assertThat(state.referenceStateHash()).contains(HASH);
      }
    }
  }

  @Test
  void weakness10MigrationFailsAsSoonAsNoHashCanReachTheQuorum() {
    var errors = stoppedWallet(Rules.REVISED, 4);
    var failing = begin(errors);
    errors.commit(notMigrated(0, failing, "first"));
    assertThat(errors.state(failing).orElseThrow().inner()).isEqualTo(AsyncEventState.PENDING);
    errors.commit(notMigrated(1, failing, "second"));
    assertThat(failure(errors, failing))
        .isEqualTo(SupervisorError.MIGRATION_FAILED.error("second"));

    var hashes = stoppedWallet(Rules.REVISED, 4);
    var diverging = begin(hashes);
    hashes.commit(migrated(0, diverging, HASH), migrated(1, diverging, HASH));
    hashes.commit(migrated(2, diverging, OTHER_HASH));
    assertThat(hashes.state(diverging).orElseThrow().inner()).isEqualTo(AsyncEventState.PENDING);
    hashes.commit(migrated(3, diverging, OTHER_HASH));
    assertThat(failure(hashes, diverging)).isEqualTo(SupervisorError.STATE_HASH_DIVERGENCE.error());
    assertThat(hashes.status("wallet")).isEqualTo("stopped");
  }

  @Test
  void latestReportOfAValidatorCounts() {
    var chain = new TestChain(Rules.REVISED, SupervisorMode.DECENTRALIZED, 4);
    var request = deployRequest(WALLET, 90);
    chain.commit(deploy(0, request), deploy(1, request), deploy(2, request));

    chain.commit(notDeployed(0, request, BROKEN));
    chain.commit(deployed(0, request));
    chain.commit(notDeployed(1, request, BROKEN));

    assertThat(chain.state(request)).contains(AsyncEventState.PENDING);
    assertThat(chain.schema().deployFailures().get(request).orElseThrow().errors())
        .containsOnlyKeys(TestChain.author(1));
  }

  private static ExecutionError failure(TestChain chain, MigrationRequest request) {
    return ((AsyncEventState.Failed) chain.state(request).orElseThrow().inner()).error();
  }
}
