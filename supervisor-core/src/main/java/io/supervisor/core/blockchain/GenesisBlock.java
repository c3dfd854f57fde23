package io.supervisor.core.blockchain;

import io.supervisor.api.Height;
import io.supervisor.api.ValidatorId;
import io.supervisor.core.merkledb.Fork;
import io.supervisor.core.merkledb.KeyValueView;
import io.supervisor.core.rules.Rules;
import io.supervisor.core.runtime.Dispatcher;
import io.supervisor.core.runtime.Failure;
import java.util.List;
import java.util.Optional;

/**
 * Makes the first block. Nothing is isolated: any failure ends it. Source: lifecycle.md section 3.
 */
final class GenesisBlock {
  private static final BlockContents CONTENTS =
      new BlockContents(Height.GENESIS, new ValidatorId(0), List.of());

  private final Dispatcher dispatcher;
  private final Genesis genesis;
  private final Fork fork = new Fork(KeyValueView.EMPTY);
  private final ExecutingChain chain;

  GenesisBlock(Dispatcher dispatcher, Genesis genesis) {
    this.dispatcher = dispatcher;
    this.genesis = genesis;
    this.chain = new ExecutingChain(fork, Optional.empty(), genesis.rules());
  }

  ExecutedBlock execute() {
    configure();
    var calls = dispatcher.open(fork, chain, dispatcher.load(fork.readOnly("")));
    for (var artifact : genesis.artifacts()) {
      dispatcher
          .deploy(artifact.id(), artifact.deploySpec())
          .ifPresent(error -> {
            throw new GenesisException("Cannot deploy a built-in artifact: " + error.description());
          });
      calls.addArtifact(artifact.id(), artifact.deploySpec());
    }
    for (var instance : genesis.instances()) {
      var what = "Cannot add instance " + instance.spec().id() + ":" + instance.spec().name();
      check(calls.addInstance(instance.spec(), instance.params()), what);
    }
    calls.settle();
    // The services that are active now run their first hook.
    var started = dispatcher.open(fork, chain, dispatcher.load(fork.readOnly("")));
    for (var service : started.services().active()) {
      check(started.afterTransactions(service), "After genesis, instance " + service.spec().name());
    }
    return BlockExecutor.seal(fork, started, CONTENTS, BlockExecutor.Parent.NONE, List.of());
  }

  private void configure() {
    genesis
        .consensusConfig()
        .violation()
        .ifPresent(violation -> {
          throw new GenesisException(violation);
        });
    chain.setConsensusConfig(genesis.consensusConfig());
    if (genesis.rules() != Rules.ORIGINAL) {
      chain.setRules(genesis.rules());
    }
  }

  private static void check(Optional<Failure> failure, String what) {
    failure.ifPresent(found -> {
      var error = found.error();
      throw new GenesisException(what + ": " + error.codeText() + ": " + error.description());
    });
  }
}
