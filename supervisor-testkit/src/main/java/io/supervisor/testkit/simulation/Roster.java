package io.supervisor.testkit.simulation;

import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.Height;
import io.supervisor.api.PublicKey;
import io.supervisor.api.ValidatorKeys;
import io.supervisor.api.service.CallContext;
import io.supervisor.api.service.Method;
import io.supervisor.api.service.Service;
import io.supervisor.core.consensus.vote.ValidatorSet;
import io.supervisor.core.runtime.SupervisorContext;
import java.util.ArrayList;
import java.util.List;

/**
 * Who is a validator at which height: every so many blocks one pauses and becomes an auditor, in
 * turn, and the one before it comes back. On chain this is the service in the supervisor's place.
 *
 * @param nodes keys of all nodes in order of id
 * @param everyBlocks 0 = the first {@code validators} nodes for ever
 */
record Roster(List<PublicKey> nodes, int validators, int everyBlocks) {
  /** In force for the block of this height. */
  ValidatorSet at(Height height) {
    return new ValidatorSet(keys(height.value()));
  }

  ConsensusConfig config(Scenario scenario, Height height) {
    var keys =
        keys(height.value()).stream()
            .map(key -> new ValidatorKeys(key, new FakeSigner("service " + key).publicKey()))
            .toList();
    return new ConsensusConfig(
        keys,
        scenario.firstRoundMs(),
        500,
        10_000,
        SimulatedChain.BLOCK_LIMIT,
        1 << 20,
        scenario.minProposeMs(),
        scenario.maxProposeMs(),
        500);
  }

  /** Changes the configuration in the last block before the one that it is for. */
  Service service(Scenario scenario) {
    return new Service() {
      @Override
      public List<Method<?>> methods() {
        return List.of();
      }

      @Override
      public void afterTransactions(CallContext context) {
        var following = context.height().map(last -> last.next().next()).orElse(new Height(1));
        var privileged = SupervisorContext.of(context);
        var wanted = config(scenario, following);
        if (!privileged.consensusConfig().equals(wanted)) {
          privileged.setConsensusConfig(wanted);
        }
      }
    };
  }

  private List<PublicKey> keys(long height) {
    if (everyBlocks == 0 || nodes.size() == validators) {
      return nodes.subList(0, validators);
    }
    var keys = new ArrayList<>(nodes);
    for (int paused = nodes.size() - validators; paused > 0; paused--) {
      keys.remove((int) (height / everyBlocks % keys.size()));
    }
    return keys;
  }
}
