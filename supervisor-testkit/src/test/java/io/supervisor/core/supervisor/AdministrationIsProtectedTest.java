package io.supervisor.core.supervisor;

import static io.supervisor.core.supervisor.TestChain.propose;
import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.InstanceId;
import io.supervisor.api.ValidatorKeys;
import io.supervisor.core.rules.Rules;
import io.supervisor.testkit.TestKeys;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * No proposal and no service takes the administration away: weaknesses 7 and 8. Each story is told
 * under the original's rules, which have the weakness, and under ours (supervisor.md section 13,
 * docs/departures.md).
 */
class AdministrationIsProtectedTest {
  @ParameterizedTest
  @EnumSource(Rules.class)
  void weakness7SupervisorCanBeStoppedOrFrozen(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.SIMPLE, 1);
    for (var change :
        List.of(
            new ConfigChange.StopService(InstanceId.SUPERVISOR),
            new ConfigChange.FreezeService(InstanceId.SUPERVISOR))) {
      var proposal = new ConfigPropose(chain.height() + 5, List.of(change), 0);

      var block = chain.execute(propose(0, proposal));

      assertThat(TestChain.outcome(block, 0))
          .isEqualTo(rules == Rules.ORIGINAL ? "ok" : "service:49");
    }
  }

  @ParameterizedTest
  @EnumSource(Rules.class)
  void weakness7QuorumCanBeHandedToNewcomers(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.DECENTRALIZED, 4);
    var refused = rules == Rules.ORIGINAL ? "ok" : "service:49";

    assertThat(handOver(chain, 0, 1, 2, 3, 4)).as("one joins").isEqualTo("ok");
    assertThat(handOver(chain, 0, 1, 2)).as("one leaves").isEqualTo("ok");
    assertThat(handOver(chain, 0, 1, 2, 4)).as("one is replaced").isEqualTo("ok");
    assertThat(handOver(chain, 0)).as("all but one leave").isEqualTo("ok");
    assertThat(handOver(chain, 0, 4, 5, 6)).as("three are replaced").isEqualTo(refused);
    assertThat(handOver(chain, 4, 5, 6, 7)).as("all are replaced").isEqualTo(refused);
    assertThat(handOver(chain, 4)).as("one stranger is left").isEqualTo(refused);
  }

  @Test
  void weakness7OneValidatorMayGrowAndChangeKeysOneByOne() {
    var chain = new TestChain(Rules.REVISED, SupervisorMode.SIMPLE, 1);
    var key = TestKeys.named("new consensus key").publicKey();
    var rotated = ConsensusConfig.of(List.of(new ValidatorKeys(key, TestChain.author(0))));

    assertThat(handOver(chain, 0, 1)).isEqualTo("ok");
    assertThat(handOver(chain, 1)).isEqualTo("service:49");
    assertThat(handOver(chain, rotated)).isEqualTo("ok");
  }

  @ParameterizedTest
  @EnumSource(Rules.class)
  void weakness8AnyServiceMayChangeTheMode(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.SIMPLE, 1);
    chain.start("caller", CallerArtifact.ID);

    var outcome = chain.outcome(CallerArtifact.configureSupervisor(SupervisorMode.DECENTRALIZED));

    assertThat(outcome).isEqualTo(rules == Rules.ORIGINAL ? "ok" : "common:2");
    assertThat(chain.schema().modeOrDefault())
        .isEqualTo(rules == Rules.ORIGINAL ? SupervisorMode.DECENTRALIZED : SupervisorMode.SIMPLE);
  }

  private static String handOver(TestChain chain, int... validators) {
    return handOver(
        chain,
        ConsensusConfig.of(IntStream.of(validators).mapToObj(TestChain::validatorKeys).toList()));
  }

  private static String handOver(TestChain chain, ConsensusConfig config) {
    var proposal =
        new ConfigPropose(chain.height() + 5, List.of(new ConfigChange.Consensus(config)), 0);
    return TestChain.outcome(chain.execute(propose(0, proposal)), 0);
  }
}
