package io.supervisor.core.supervisor;

import static io.supervisor.core.supervisor.TestChain.migrate;
import static io.supervisor.core.supervisor.TestChain.migrated;
import static io.supervisor.core.supervisor.TestChain.notMigrated;
import static io.supervisor.core.supervisor.TestChain.propose;

import io.supervisor.api.ArtifactId;
import java.util.List;

/** Weakness 2 of the original, as a story. */
final class PoisonedHook {
  private PoisonedHook() {}

  /**
   * Migrates the wallet by one script, begins the next one, and reports a failure of the first. The
   * second passes its deadline; a proposal that is pending then is never dropped.
   *
   * @return that proposal
   */
  static ConfigPropose poison(TestChain chain) {
    var first = MigrationStories.begin(chain);
    for (var i = 0; i < 4; i++) {
      chain.commit(migrated(i, first, MigrationStories.HASH));
    }
    chain.commit();
    var deadline = chain.height() + 4;
    var second = new MigrationRequest(ArtifactId.parse("5:wallet:2.0.0"), "wallet", deadline, 1);
    chain.commit(migrate(0, second), migrate(1, second), migrate(2, second));
    var proposal = new ConfigPropose(deadline, List.of(), chain.configurationNumber());
    chain.commit(notMigrated(0, first, "too late"), propose(0, proposal));
    chain.commitUntil(deadline + 1);
    return proposal;
  }
}
