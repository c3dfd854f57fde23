package io.supervisor.core.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.Height;
import io.supervisor.api.InstanceId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.ValidatorId;
import io.supervisor.api.ValidatorKeys;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.core.blockchain.BlockContents;
import io.supervisor.core.blockchain.BlockExecutor;
import io.supervisor.core.blockchain.Genesis;
import io.supervisor.core.blockchain.GenesisException;
import io.supervisor.core.merkledb.MemoryStore;
import io.supervisor.core.rules.Rules;
import io.supervisor.core.runtime.BuiltInArtifacts;
import io.supervisor.core.runtime.Dispatcher;
import io.supervisor.core.runtime.ServiceRuntime;
import io.supervisor.core.scripted.ScriptedChain;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** The explorer as clients and administrators meet it on the chain. */
final class ExplorerTest {
  private final BlockExecutor executor =
      new BlockExecutor(
          new Dispatcher(
              List.of(
                  new ServiceRuntime(
                      0,
                      new BuiltInArtifacts(Map.of(ExplorerArtifact.ID, new ExplorerArtifact()))))));
  private final Genesis.Builder genesis =
      Genesis.builder(
              ConsensusConfig.of(
                  List.of(
                      new ValidatorKeys(
                          ScriptedChain.keyPair(1).publicKey(),
                          ScriptedChain.keyPair(2).publicKey()))),
              Rules.ORIGINAL)
          .instance(ExplorerArtifact.INSTANCE, new byte[0]);

  @Test
  void aTransactionToItIsAdmittedAndFails() {
    var store = new MemoryStore();
    store.apply(executor.genesis(genesis.build()).patch());
    var transaction =
        VerifiedTransaction.sign(
            ExplorerArtifact.INSTANCE.id(), 0, new byte[0], ScriptedChain.keyPair(3));
    var contents = new BlockContents(new Height(1), new ValidatorId(0), List.of(transaction));
    var block = executor.execute(store.snapshot(), contents);
    assertThat(block.errors())
        .singleElement()
        .satisfies(error -> assertThat(error.error().codeText()).isEqualTo("common:0"));
  }

  @Test
  void aChainHasOneAtMost() {
    var second = new InstanceSpec(new InstanceId(3), "explorer2", ExplorerArtifact.ID);
    Assertions.assertThatThrownBy(
            () -> executor.genesis(genesis.instance(second, new byte[0]).build()))
        .isInstanceOf(GenesisException.class)
        .hasMessageContaining("service:0: Explorer service is already instantiated");
  }
}
