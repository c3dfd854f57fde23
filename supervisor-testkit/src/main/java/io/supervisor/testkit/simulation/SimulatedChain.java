package io.supervisor.testkit.simulation;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.Height;
import io.supervisor.api.InstanceId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.core.blockchain.BlockExecutor;
import io.supervisor.core.blockchain.Genesis;
import io.supervisor.core.replica.ChainStateMachine;
import io.supervisor.core.replica.StateMachine;
import io.supervisor.core.rules.Rules;
import io.supervisor.core.runtime.BuiltInArtifacts;
import io.supervisor.core.runtime.Dispatcher;
import io.supervisor.core.runtime.NodeIdentity;
import io.supervisor.core.runtime.ServiceRuntime;
import java.util.List;
import java.util.Map;

/** The real executor, with two small services. */
final class SimulatedChain {
  static final InstanceId COUNTING = new InstanceId(100);
  static final int BLOCK_LIMIT = 12;

  private static final ArtifactId COUNTERS = ArtifactId.parse("0:counting:1.0.0");
  private static final ArtifactId ROSTER = ArtifactId.parse("0:roster:1.0.0");

  private SimulatedChain() {}

  static StateMachine machine(Roster roster, Scenario scenario) {
    var artifacts =
        new BuiltInArtifacts(
            Map.of(COUNTERS, _ -> new CountingService(), ROSTER, _ -> roster.service(scenario)));
    var runtime = new ServiceRuntime(ArtifactId.RUNTIME_BUILT_IN, artifacts);
    var config = roster.config(scenario, new Height(1));
    var genesis =
        Genesis.builder(config, Rules.DEFAULT)
            .instance(new InstanceSpec(COUNTING, "counting", COUNTERS), new byte[0])
            .instance(new InstanceSpec(InstanceId.SUPERVISOR, "roster", ROSTER), new byte[0])
            .build();
    return new ChainStateMachine(
        new BlockExecutor(new Dispatcher(List.of(runtime))),
        genesis,
        new NodeIdentity(config.validators().getFirst().serviceKey()));
  }
}
