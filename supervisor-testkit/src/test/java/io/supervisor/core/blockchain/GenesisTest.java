package io.supervisor.core.blockchain;

import static io.supervisor.testkit.scripted.ScriptedChain.artifact;
import static io.supervisor.testkit.scripted.ScriptedChain.instance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.supervisor.api.CallException;
import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.Hash;
import io.supervisor.api.proof.TreeHash;
import io.supervisor.core.merkledb.Snapshot;
import io.supervisor.core.rules.Rules;
import io.supervisor.testkit.scripted.ScriptedChain;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The first block, and what keeps a node from making one. */
final class GenesisTest {
  private final ScriptedChain chain = new ScriptedChain();

  private void assertRefused(Genesis genesis, String text) {
    assertThatThrownBy(() -> chain.start(genesis))
        .isInstanceOf(GenesisException.class)
        .hasMessageContaining(text);
  }

  @Test
  void theHeaderOfGenesisRefersToNothing() {
    var header = chain.start().blocks().getFirst().header();
    assertThat(header.prevHash()).isEqualTo(Hash.ZERO);
    assertThat(header.txHash()).isEqualTo(TreeHash.EMPTY_LIST);
    assertThat(header.errorHash()).isEqualTo(TreeHash.EMPTY_MAP);
    assertThat(header.epoch()).hasValue(0);
    assertThat(header.proposer().orElseThrow().value()).isZero();
  }

  @Test
  void theNumberOfTheRulesIsStoredUnlessItIsTheOriginals() {
    assertThat(rulesAfterGenesis(Rules.ORIGINAL)).doesNotContain(CoreSchema.RULES);
    assertThat(rulesAfterGenesis(Rules.REVISED)).contains(CoreSchema.RULES);
  }

  private static Iterable<String> rulesAfterGenesis(Rules rules) {
    var network = new ScriptedChain();
    network.start(network.genesis(rules).build());
    assertThat(network.core().rules()).isEqualTo(rules);
    return new Snapshot(network.view()).aggregated().keySet();
  }

  @Test
  void anArtifactThatIsGivenTwiceKeepsItsFirstSpecification() {
    var genesis =
        chain
            .genesis(Rules.ORIGINAL)
            .artifact(ScriptedChain.UPGRADE, new byte[0])
            .artifact(ScriptedChain.UPGRADE, new byte[] {1})
            .build();
    assertThat(genesis.artifacts()).hasSize(3);
    chain.start(genesis);
  }

  @Test
  void aNameOrIdThatIsTakenEndsGenesis() {
    assertRefused(
        chain.genesis(Rules.ORIGINAL).instance(instance(2, "one"), new byte[0]).build(),
        "Service with name `one` already exists");
    assertRefused(
        chain.genesis(Rules.ORIGINAL).instance(instance(1, "two"), new byte[0]).build(),
        "Service with numeric ID 1 already exists");
  }

  @Test
  void aFailingConstructorEndsGenesis() {
    chain
        .script()
        .on(
            "fail",
            context -> {
              assertThat(context.height()).isEmpty();
              throw CallException.service(5, "cannot be made");
            });
    assertRefused(
        chain
            .genesis(Rules.ORIGINAL)
            .instance(instance(2, "two"), "fail".getBytes(StandardCharsets.UTF_8))
            .build(),
        "2:two: service:5: cannot be made");
  }

  @Test
  void aFailingHookEndsGenesis() {
    chain
        .script()
        .afterTransactions(context -> {
          throw CallException.service(6, "cannot go on");
        });
    assertRefused(chain.genesis(Rules.ORIGINAL).build(), "service:6: cannot go on");
  }

  @Test
  void anArtifactThatCannotBeDeployedEndsGenesis() {
    assertRefused(
        chain.genesis(Rules.ORIGINAL).artifact(artifact("none", "1.0.0"), new byte[0]).build(),
        "Cannot deploy a built-in artifact: Runtime failed to deploy artifact with id"
            + " 0:none:1.0.0, it is not listed among available artifacts");
    assertRefused(
        chain.genesis(Rules.ORIGINAL).artifact(ScriptedChain.UPGRADE, new byte[] {1}).build(),
        "non-empty specification");
  }

  @Test
  void aConfigurationThatIsNotValidEndsGenesis() {
    assertRefused(
        Genesis.builder(ConsensusConfig.of(List.of()), Rules.ORIGINAL).build(),
        "at least one validator");
  }
}
