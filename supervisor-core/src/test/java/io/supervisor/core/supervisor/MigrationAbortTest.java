package io.supervisor.core.supervisor;

import static io.supervisor.core.supervisor.MigrationStories.HASH;
import static io.supervisor.core.supervisor.MigrationStories.begin;
import static io.supervisor.core.supervisor.MigrationStories.request;
import static io.supervisor.core.supervisor.MigrationStories.stoppedWallet;
import static io.supervisor.core.supervisor.TestChain.migrated;
import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.core.rules.Rules;
import org.junit.jupiter.api.Test;

/** Weakness 11, for migrations: administrators give one up by vote. */
class MigrationAbortTest {
  private static final int ABORT_MIGRATION = 6;

  private static VerifiedTransaction abort(int validator, MigrationRequest request) {
    return TestChain.call(validator, ABORT_MIGRATION, MigrationRequest.CODEC.encode(request));
  }

  @Test
  void asManyVotesAsItTookToBeginItEndIt() {
    var chain = stoppedWallet(Rules.REVISED, 4);
    var request = begin(chain);
    assertThat(chain.outcome(abort(0, request))).isEqualTo("ok");
    assertThat(chain.outcome(abort(1, request))).isEqualTo("ok");
    assertThat(chain.status("wallet")).isEqualTo("migrating");
    assertThat(chain.outcome(abort(1, request))).as("again").isEqualTo("ok");
    assertThat(chain.status("wallet")).isEqualTo("migrating");
    assertThat(chain.outcome(abort(3, request))).isEqualTo("ok");

    var failed = (AsyncEventState.Failed) chain.state(request).orElseThrow().inner();
    assertThat(failed.error().codeText()).isEqualTo("service:67");
    assertThat(chain.status("wallet")).isEqualTo("stopped");
    assertThat(chain.instance("wallet").dataVersion()).hasToString("1.0.0");
    assertThat(chain.outcome(migrated(0, request, HASH))).as("a late report").isEqualTo("ok");
  }

  @Test
  void whatIsNotPendingCannotBeAborted() {
    var chain = stoppedWallet(Rules.REVISED, 1);
    assertThat(chain.outcome(abort(0, request(chain)))).isEqualTo("service:64");
    var request = begin(chain);
    assertThat(chain.outcome(abort(7, request))).as("no validator").isEqualTo("common:2");
    chain.commit(migrated(0, request, HASH));
    assertThat(chain.outcome(abort(0, request))).as("committed").isEqualTo("service:64");
  }

  @Test
  void theOriginalHasNoSuchMethod() {
    var chain = stoppedWallet(Rules.ORIGINAL, 1);
    var request = begin(chain);
    assertThat(chain.outcome(abort(0, request))).isEqualTo("common:1");
    assertThat(chain.status("wallet")).isEqualTo("migrating");
  }
}
