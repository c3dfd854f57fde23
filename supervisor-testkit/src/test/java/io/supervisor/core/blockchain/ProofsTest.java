package io.supervisor.core.blockchain;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.CallException;
import io.supervisor.api.CallInBlock;
import io.supervisor.api.Height;
import io.supervisor.api.InstanceId;
import io.supervisor.api.PublicKey;
import io.supervisor.api.TxLocation;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.api.proof.Checked;
import io.supervisor.api.storage.Codecs;
import io.supervisor.testkit.scripted.ScriptedChain;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What light clients verify, checked by the verifier that they use. */
final class ProofsTest {
  private final ScriptedChain chain = new ScriptedChain().start();

  private Proofs proofs() {
    return new Proofs(chain.view(), chain.network().chain());
  }

  private List<PublicKey> keys() {
    return chain.config().consensusKeys();
  }

  @Test
  void everyPositionOfBlocksOfAllSizesIsProvenAgainstTheHeader() {
    for (var size = 1; size <= 17; size++) {
      var transactions =
          IntStream.range(0, size)
              .mapToObj(i -> chain.transaction(1, ""))
              .toArray(VerifiedTransaction[]::new);
      var block = chain.block(transactions);
      var verified = proofs().block(block.height()).orElseThrow().check(keys()).orElseThrow();
      for (var position = 0; position < size; position++) {
        var hash = transactions[position].hash();
        var location = proofs().location(hash).orElseThrow();
        assertThat(location).isEqualTo(new TxLocation(block.height(), position));
        assertThat(verified.transaction(proofs().location(location), hash).orElseThrow())
            .isEqualTo(location);
        var other = transactions[(position + 1) % size].hash();
        if (size > 1) {
          assertThat(verified.transaction(proofs().location(location), other))
              .isInstanceOf(Checked.Refused.class);
        }
      }
    }
  }

  @Test
  void outcomesOfCallsAreProven() {
    chain
        .script()
        .on(
            "fail",
            context -> {
              throw CallException.service(3, "why");
            });
    var block = chain.block(chain.transaction(1, "fail"), chain.transaction(1, ""));
    var failed = new CallInBlock.Transaction(0);
    var proof = proofs().call(block.height(), failed).orElseThrow();
    assertThat(proof.errorDescription()).isEqualTo("why");
    var error = proof.check(keys(), failed).orElseThrow().error().orElseThrow();
    assertThat(error.codeText()).isEqualTo("service:3");
    var succeeded = new CallInBlock.Transaction(1);
    assertThat(
            proofs()
                .call(block.height(), succeeded)
                .orElseThrow()
                .check(keys(), succeeded)
                .orElseThrow()
                .error())
        .isEmpty();
    assertThat(proofs().call(new Height(9), failed)).isEmpty();
  }

  @Test
  void callsOfABlockWithoutFailuresAreProvenToHaveSucceeded() {
    var block = chain.block();
    var hook = new CallInBlock.AfterTransactions(InstanceId.SUPERVISOR);
    assertThat(
            proofs()
                .call(block.height(), hook)
                .orElseThrow()
                .check(keys(), hook)
                .orElseThrow()
                .error())
        .isEmpty();
  }

  @Test
  void everyConfigurationIsProvenByTheBlockThatBroughtIt() {
    chain.block();
    var genesis = proofs().config(0);
    assertThat(proofs().configCount()).isEqualTo(1);
    assertThat(genesis.config()).isEqualTo(chain.config());
    assertThat(genesis.proof().blockProof().block().getHeight()).isZero();

    var changed =
        Canonical.fromWire(
            Canonical.toWire(chain.config()).toBuilder().setTxsBlockLimit(7).build());
    chain.supervised(supervisor -> supervisor.setConsensusConfig(changed));
    chain.block();
    assertThat(proofs().configCount()).isEqualTo(2);
    var next = proofs().config(1);
    assertThat(next.config()).isEqualTo(changed);
    var verified = next.proof().check(keys(), CoreSchema.CONSENSUS_CONFIG).orElseThrow();
    assertThat(verified.hash()).isEqualTo(CoreCodecs.CONSENSUS_CONFIG.objectHash(changed));
    assertThat(verified.block().height()).isEqualTo(new Height(2));
  }

  @Test
  void indexesAreProvenAgainstTheLastBlock() {
    chain
        .script()
        .on("set", context -> context.data().proofEntry("text", Codecs.string()).set("x"));
    chain.block(chain.transaction(1, "set"));
    chain.block();
    var verified = proofs().index("one.text").check(keys(), "one.text").orElseThrow();
    assertThat(verified.hash()).isEqualTo(Codecs.string().objectHash("x"));
    assertThat(verified.block().height()).isEqualTo(new Height(2));
    assertThat(proofs().index("one.none").check(keys(), "one.none"))
        .isInstanceOf(Checked.Refused.class);
  }
}
