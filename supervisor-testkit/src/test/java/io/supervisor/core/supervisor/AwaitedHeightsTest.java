package io.supervisor.core.supervisor;

import static io.supervisor.core.supervisor.TestChain.propose;
import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.Height;
import io.supervisor.core.blockchain.BlockExecutor;
import io.supervisor.core.blockchain.Genesis;
import io.supervisor.core.replica.ChainStateMachine;
import io.supervisor.core.rules.Rules;
import io.supervisor.core.runtime.Dispatcher;
import io.supervisor.core.runtime.NodeIdentity;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the replica is told about heights that something on chain waits for. */
class AwaitedHeightsTest {
  private static Optional<Height> awaited(TestChain chain) {
    var replica =
        new ChainStateMachine(
            new BlockExecutor(new Dispatcher(List.of())),
            Genesis.builder(TestChain.config(4), Rules.DEFAULT).build(),
            new NodeIdentity(TestChain.author(0)));
    return replica.view(chain.snapshot().view()).awaitedHeight();
  }

  @ParameterizedTest
  @EnumSource(Rules.class)
  void anIdleChainWaitsForNothing(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.DECENTRALIZED, 4);
    chain.commit();
    assertThat(awaited(chain)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Rules.class)
  void aPendingProposalWaitsForItsHeight(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.DECENTRALIZED, 4);
    chain.commit(propose(0, new ConfigPropose(20, List.of(), 0)));
    assertThat(awaited(chain)).contains(new Height(20));
    chain.commitUntil(21);
    assertThat(awaited(chain)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Rules.class)
  void aPendingDeploymentWaitsForItsDeadline(Rules rules) {
    var chain = new TestChain(rules, SupervisorMode.SIMPLE, 4);
    var request = TestChain.deployRequest(ArtifactId.parse("5:absent:1.0.0"), 30);
    chain.commit(TestChain.deploy(0, request));
    assertThat(awaited(chain)).contains(new Height(30));
  }
}
