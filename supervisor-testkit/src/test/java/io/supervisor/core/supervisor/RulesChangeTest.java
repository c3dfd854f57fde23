package io.supervisor.core.supervisor;

import static io.supervisor.core.supervisor.TestChain.deploy;
import static io.supervisor.core.supervisor.TestChain.deployRequest;
import static io.supervisor.core.supervisor.TestChain.deployed;
import static io.supervisor.core.supervisor.TestChain.propose;
import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.CallInBlock;
import io.supervisor.core.blockchain.CoreSchema;
import io.supervisor.core.rules.Rules;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A network raises its rules by a proposal, from the next block on. */
class RulesChangeTest {
  private static final ArtifactId WALLET = ArtifactId.parse("5:wallet:1.0.0");
  private static final ConfigChange TO_REVISED =
      new ConfigChange.ChangeRules(Rules.REVISED.number());

  @Test
  void rulesAreRaisedFromTheNextBlockOn() {
    var chain = new TestChain(Rules.ORIGINAL, SupervisorMode.DECENTRALIZED, 4);
    var request = deployRequest(WALLET, 90);
    chain.commit(deploy(0, request), deploy(1, request), deploy(2, request));
    assertThat(chain.snapshot().aggregated())
        .doesNotContainKeys(CoreSchema.RULES, "supervisor.deploy_failures");

    chain.apply(TO_REVISED);
    assertThat(chain.rules()).isEqualTo(Rules.REVISED);
    assertThat(chain.snapshot().aggregated())
        .containsKeys(CoreSchema.RULES, "supervisor.deploy_failures");

    chain.commit(deployed(0, request), deployed(1, request), deployed(2, request));
    assertThat(chain.state(request)).contains(AsyncEventState.SUCCEED);
  }

  @Test
  void reportsFromBeforeTheChangeCount() {
    var chain = new TestChain(Rules.ORIGINAL, SupervisorMode.DECENTRALIZED, 4);
    var request = deployRequest(WALLET, 90);
    chain.commit(deploy(0, request), deploy(1, request), deploy(2, request));
    chain.commit(deployed(0, request), deployed(1, request), deployed(2, request));

    chain.apply(TO_REVISED);
    assertThat(chain.state(request)).contains(AsyncEventState.PENDING);
    chain.commit();

    assertThat(chain.state(request)).contains(AsyncEventState.SUCCEED);
  }

  @Test
  void migrationsFromBeforeTheChangeGoOn() {
    var chain = MigrationStories.stoppedWallet(Rules.ORIGINAL, 4);
    var request = MigrationStories.begin(chain);
    chain.commit(
        TestChain.migrated(0, request, MigrationStories.HASH),
        TestChain.migrated(1, request, MigrationStories.HASH),
        TestChain.migrated(2, request, MigrationStories.HASH));

    chain.apply(TO_REVISED);
    chain.commit();
    chain.commit();

    assertThat(chain.state(request).orElseThrow().inner()).isEqualTo(AsyncEventState.SUCCEED);
  }

  @Test
  void onlyTheNextRulesMayFollow() {
    var original = new TestChain(Rules.ORIGINAL, SupervisorMode.SIMPLE, 1);
    for (var number : List.of(0, 1, 3, -1)) {
      assertThat(outcome(original, new ConfigChange.ChangeRules(number)))
          .as("from 1 to %d", number)
          .isEqualTo("service:49");
    }
    assertThat(outcome(original, TO_REVISED, TO_REVISED)).as("twice").isEqualTo("service:49");
    assertThat(outcome(original, TO_REVISED)).isEqualTo("ok");

    var revised = new TestChain(Rules.REVISED, SupervisorMode.SIMPLE, 1);
    var block =
        revised.execute(
            propose(0, new ConfigPropose(0, List.of(new ConfigChange.ChangeRules(3)), 0)));
    assertThat(TestChain.error(block, new CallInBlock.Transaction(0)).orElseThrow().description())
        .contains("this software knows no later ones");
  }

  private static String outcome(TestChain chain, ConfigChange... changes) {
    var proposal = new ConfigPropose(chain.height() + 5, List.of(changes), 0);
    return TestChain.outcome(chain.execute(propose(0, proposal)), 0);
  }
}
