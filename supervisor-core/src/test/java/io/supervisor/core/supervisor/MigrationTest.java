package io.supervisor.core.supervisor;

import static io.supervisor.core.supervisor.MigrationStories.HASH;
import static io.supervisor.core.supervisor.MigrationStories.NEW;
import static io.supervisor.core.supervisor.MigrationStories.OLD;
import static io.supervisor.core.supervisor.MigrationStories.OTHER_HASH;
import static io.supervisor.core.supervisor.MigrationStories.begin;
import static io.supervisor.core.supervisor.MigrationStories.request;
import static io.supervisor.core.supervisor.MigrationStories.stoppedWallet;
import static io.supervisor.core.supervisor.TestChain.error;
import static io.supervisor.core.supervisor.TestChain.migrate;
import static io.supervisor.core.supervisor.TestChain.migrated;
import static io.supervisor.core.supervisor.TestChain.notMigrated;
import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.CallInBlock;
import io.supervisor.api.ExecutionError;
import io.supervisor.core.rules.Rules;
import io.supervisor.core.runtime.CommitAction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Migrations as both rules have them (supervisor.md section 8). */
class MigrationTest {
  private static ExecutionError failure(TestChain chain, MigrationRequest request) {
    var inner = chain.state(request).orElseThrow().inner();
    return ((AsyncEventState.Failed) inner).error();
  }

  @Test
  void oneRequestRunsAllScriptsUpToTheTarget() {
    var chain = stoppedWallet(Rules.REVISED, 4);
    var request = begin(chain);
    for (var i = 0; i < 3; i++) {
      assertThat(chain.outcome(migrated(i, request, HASH))).isEqualTo("ok");
    }
    chain.commit();

    assertThat(chain.state(request).orElseThrow().version()).hasToString("2.0.0");
    assertThat(chain.instance("wallet").spec().artifact()).isEqualTo(NEW);
    assertThat(chain.instance("wallet").explicitDataVersion()).isEmpty();
    chain.apply(MigrationStories.resume(chain));
    assertThat(chain.status("wallet")).isEqualTo("active");
  }

  @Test
  void theOriginalMigratesInTwoStepsAndAFastForward() {
    var chain = stoppedWallet(Rules.ORIGINAL, 4);
    var request = begin(chain);
    assertThat(chain.status("wallet")).isEqualTo("migrating");
    assertThat(chain.state(request).orElseThrow().version()).hasToString("1.0.0");

    for (var i = 0; i < 4; i++) {
      assertThat(chain.outcome(migrated(i, request, HASH))).isEqualTo("ok");
    }
    chain.commit();
    var done = chain.state(request).orElseThrow();
    assertThat(done.inner()).isEqualTo(AsyncEventState.SUCCEED);
    assertThat(done.version()).hasToString("1.5.0");
    assertThat(done.referenceStateHash()).contains(HASH);
    assertThat(chain.status("wallet")).isEqualTo("stopped");
    assertThat(chain.instance("wallet").dataVersion()).hasToString("1.5.0");

    var second = new MigrationRequest(NEW, "wallet", chain.height() + 20, 1);
    chain.commit(migrate(0, second), migrate(1, second), migrate(2, second));
    for (var i = 0; i < 4; i++) {
      chain.commit(migrated(i, second, HASH));
    }
    chain.commit();
    assertThat(chain.instance("wallet").dataVersion()).hasToString("2.0.0");
    var third = new MigrationRequest(NEW, "wallet", chain.height() + 20, 2);
    chain.commit(migrate(0, third), migrate(1, third), migrate(2, third));
    assertThat(chain.state(third).orElseThrow().inner())
        .as("fast-forward")
        .isEqualTo(AsyncEventState.SUCCEED);
    assertThat(chain.state(third).orElseThrow().version()).hasToString("2.0.0");
    assertThat(chain.schema().pendingMigrations()).isEmpty();
    chain.apply(MigrationStories.resume(chain));
    assertThat(chain.status("wallet")).isEqualTo("active");
    assertThat(chain.instance("wallet").spec().artifact()).isEqualTo(NEW);
  }

  @ParameterizedTest
  @EnumSource(Rules.class)
  void migratedDataAreFlushedInTheBlockAfterTheLastReport(Rules rules) {
    var chain = stoppedWallet(rules, 1);
    var request = begin(chain);

    chain.commit(migrated(0, request, HASH));
    assertThat(chain.schema().migrationsToFlush()).containsExactly(request);
    assertThat(chain.state(request).orElseThrow().inner()).isEqualTo(AsyncEventState.PENDING);

    chain.commit();
    assertThat(chain.schema().migrationsToFlush()).isEmpty();
    assertThat(chain.state(request).orElseThrow().inner()).isEqualTo(AsyncEventState.SUCCEED);
  }

  /** Each row passes all the checks before its own (supervisor.md section 8.1). */
  @ParameterizedTest
  @EnumSource(Rules.class)
  void requestsAreCheckedInOrder(Rules rules) {
    var chain = stoppedWallet(rules, 4);
    var unknown = new MigrationRequest(NEW, "nope", 1, 0);
    var late = new MigrationRequest(NEW, "wallet", 1, 0);

    assertThat(chain.outcome(migrate(7, unknown))).isEqualTo("common:2");
    var absent = chain.commit(migrate(0, unknown));
    assertThat(error(absent, new CallInBlock.Transaction(0)).orElseThrow())
        .extracting(ExecutionError::codeText, ExecutionError::description)
        .containsExactly("service:49", "Instance with name `nope` is absent from blockchain");
    var height = chain.height();
    var past = chain.commit(migrate(0, late));
    assertThat(error(past, new CallInBlock.Transaction(0)).orElseThrow())
        .extracting(ExecutionError::codeText, ExecutionError::description)
        .containsExactly(
            "service:1",
            "Deadline height (1) for the migration request is in the past (current height: %d)"
                .formatted(height));
    assertThat(chain.outcome(migrate(0, request(chain)))).isEqualTo("ok");
  }

  /** Texts are part of the state hash, letter by letter (lifecycle.md section 6a). */
  @ParameterizedTest
  @EnumSource(Rules.class)
  void whatTheDispatcherRefusesIsTheStateOfTheRequest(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.SIMPLE, 1);
    chain.deployAll(OLD);
    chain.deployAll(ArtifactId.parse("5:old:1.0.0"));
    chain.deployAll(ArtifactId.parse("5:old:2.0.0"));
    chain.deployAll(ArtifactId.parse("5:other:2.0.0"));
    var wallet = chain.start("wallet", OLD);
    chain.start("aged", ArtifactId.parse("5:old:1.0.0"));

    assertFails(
        chain,
        new MigrationRequest(OLD, "wallet", 90, 0),
        "core:10",
        "Data migration cannot be initiated for service `5:wallet` because is not stopped or frozen");
    chain.apply(
        new ConfigChange.StopService(wallet),
        new ConfigChange.StopService(chain.instance("aged").spec().id()));
    assertFails(
        chain,
        new MigrationRequest(NEW, "wallet", 90, 0),
        "core:1",
        "The target artifact `5:wallet:2.0.0` for data migration of service `5:wallet` is not deployed");
    assertFails(
        chain,
        new MigrationRequest(ArtifactId.parse("5:other:2.0.0"), "wallet", 90, 0),
        "core:11",
        "The target artifact `5:other:2.0.0` for data migration of service `5:wallet` is not an upgrade of its current artifact `5:wallet:1.0.0`");
    assertFails(
        chain,
        new MigrationRequest(ArtifactId.parse("5:old:2.0.0"), "aged", 90, 0),
        "core:12",
        "Data migrations are not supported by the artifact");
  }

  private static void assertFails(
      TestChain chain, MigrationRequest request, String code, String text) {
    assertThat(chain.outcome(migrate(0, request))).isEqualTo("ok");
    var error = failure(chain, request);
    assertThat(error.codeText()).isEqualTo(code);
    assertThat(error.description()).isEqualTo(text);
    assertThat(error.runtimeId()).isEmpty();
    assertThat(error.callSite()).isEmpty();
    assertThat(chain.schema().pendingMigrations()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Rules.class)
  void frozenServiceIsStoppedAfterFastForwardUnlessItStaysFrozen(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.SIMPLE, 1);
    chain.deployAll(OLD);
    chain.deployAll(ArtifactId.parse("5:wallet:1.1.0"));
    var wallet = chain.start("wallet", OLD);
    chain.apply(new ConfigChange.FreezeService(wallet));

    chain.commit(
        migrate(0, new MigrationRequest(ArtifactId.parse("5:wallet:1.1.0"), "wallet", 90, 0)));

    assertThat(chain.status("wallet")).isEqualTo(rules.frozenStaysFrozen() ? "frozen" : "stopped");
  }

  /** After a rollback, and after a migration. */
  @ParameterizedTest
  @EnumSource(Rules.class)
  void frozenServiceIsStoppedAfterAScriptUnlessItStaysFrozen(Rules rules) {
    var after = rules.frozenStaysFrozen() ? "frozen" : "stopped";
    for (var succeeds : new boolean[] {false, true}) {
      var chain = new TestChain(rules, SupervisorMode.SIMPLE, 1);
      chain.deployAll(OLD);
      chain.deployAll(NEW);
      var wallet = chain.start("wallet", OLD);
      chain.apply(new ConfigChange.FreezeService(wallet));
      var request = begin(chain);
      assertThat(chain.status("wallet")).isEqualTo("migrating");
      chain.commit(
          succeeds ? migrated(0, request, HASH) : notMigrated(0, request, "it does not work"));
      chain.commit();

      assertThat(chain.status("wallet")).isEqualTo(after);
      assertThat(chain.instance("wallet").dataVersion())
          .hasToString(
              !succeeds ? "1.0.0" : rules.migrationsReachTheirTarget() ? "2.0.0" : "1.5.0");
    }
  }

  /** Each row passes all the checks before its own (supervisor.md section 8.3). */
  @ParameterizedTest
  @EnumSource(Rules.class)
  void reportsAreCheckedInOrder(Rules rules) {
    var chain = stoppedWallet(rules, 1);
    var request = request(chain);

    assertThat(chain.outcome(migrated(7, request, HASH))).isEqualTo("common:2");
    assertThat(chain.outcome(migrated(0, request, HASH))).isEqualTo("service:64");
    chain.commit(migrate(0, request));
    assertThat(chain.outcome(notMigrated(0, request, "broken"))).isEqualTo("ok");
    assertThat(failure(chain, request))
        .extracting(ExecutionError::codeText, ExecutionError::description)
        .containsExactly("service:65", "broken");
    assertThat(chain.status("wallet")).as("rolled back").isEqualTo("stopped");
    assertThat(chain.outcome(migrated(0, request, HASH))).as("failed before").isEqualTo("ok");
    assertThat(chain.state(request).orElseThrow().referenceStateHash()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Rules.class)
  void validatorsThatDisagreeFailTheMigration(Rules rules) {
    var chain = stoppedWallet(rules, 2);
    var request = begin(chain);

    chain.commit(migrated(0, request, HASH));
    chain.commit(migrated(1, request, OTHER_HASH));

    var error = failure(chain, request);
    assertThat(error.codeText()).isEqualTo("service:66");
    assertThat(error.description()).isEqualTo("Several nodes reported different state hashes.");
    assertThat(chain.status("wallet")).isEqualTo("stopped");
    assertThat(chain.instance("wallet").dataVersion()).hasToString("1.0.0");
  }

  @ParameterizedTest
  @EnumSource(Rules.class)
  void deadlineRollsBack(Rules rules) {
    var chain = stoppedWallet(rules, 4);
    var request = begin(chain);

    chain.commitUntil(request.deadlineHeight());
    assertThat(chain.status("wallet")).isEqualTo("migrating");
    chain.commit();

    assertThat(chain.state(request).orElseThrow().inner()).isEqualTo(AsyncEventState.TIMEOUT);
    assertThat(chain.status("wallet")).isEqualTo("stopped");
    assertThat(chain.schema().pendingMigrations()).isEmpty();
    assertThat(chain.outcome(migrated(0, request, HASH))).isEqualTo("ok");
  }

  @ParameterizedTest
  @EnumSource(Rules.class)
  void nothingIsReportedBeforeTheScriptHasEnded(Rules rules) {
    var chain = stoppedWallet(rules, 1);

    begin(chain);

    assertThat(chain.actions()).noneMatch(CommitAction.Broadcast.class::isInstance);
  }
}
