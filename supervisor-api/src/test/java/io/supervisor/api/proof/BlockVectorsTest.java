package io.supervisor.api.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.Hash;
import io.supervisor.api.Vectors;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.proof.ProofError.Reason;
import io.supervisor.wire.Block;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

class BlockVectorsTest {
  @TestFactory
  List<DynamicTest> blocks() {
    return Vectors.cases("blocks", "cases").stream()
        .map(c -> DynamicTest.dynamicTest(c.get("id").stringValue(), () -> check(c)))
        .toList();
  }

  private static void check(JsonNode c) {
    var header = ProofJson.header(c.get("block_proof").get("block"));
    assertThat(Canonical.toWire(header).toByteArray()).isEqualTo(Vectors.hex(c, "block_bytes"));
    assertThat(Canonical.hash(header)).isEqualTo(Vectors.hash(c, "block_hash"));
    var parsed = Canonical.parse(Block.parser(), Vectors.hex(c, "block_bytes"));
    assertThat(Canonical.fromWire(parsed)).isEqualTo(header);

    var proof = ProofJson.block(c.get("block_proof"));
    var keys = ProofJson.keys(c, "validators");
    var original = new BlockRules(true, false).check(proof, keys);
    assertThat(original.isValid()).isEqualTo(c.get("valid").booleanValue());
    var rounds =
        original.isValid()
            ? original.orElseThrow().precommits().stream().map(p -> p.round()).distinct().count()
            : 0;
    assertThat(proof.check(keys).isValid()).isEqualTo(rounds == 1);
    var again = ProofMessages.fromWire(ProofMessages.toWire(proof));
    assertThat(again.check(keys).isValid()).isEqualTo(rounds == 1);
  }

  @Test
  void theOnlyVectorsThatOursRefusesAndTheOriginalTakesHaveSeveralRounds() {
    var refused =
        Vectors.cases("blocks", "cases").stream()
            .filter(c -> c.get("valid").booleanValue())
            .filter(c ->
                ProofJson.block(c.get("block_proof")).check(ProofJson.keys(c, "validators"))
                        instanceof Checked.Refused<VerifiedBlock> refusal
                    && refusal.error().reason() != Reason.MIXED_ROUNDS)
            .toList();
    assertThat(refused).isEmpty();
  }

  @Test
  void genesisIsTrustedByItsHashAlone() {
    var genesis = Vectors.file("state").get("genesis");
    var proof = new BlockProof(Canonical.toWire(ProofJson.header(genesis.get("json"))), List.of());
    var hash = Vectors.hash(genesis, "hash");
    assertThat(Canonical.toWire(ProofJson.header(genesis.get("json"))).toByteArray())
        .isEqualTo(Vectors.hex(genesis, "bytes"));
    assertThat(proof.check(hash).orElseThrow().height().value()).isZero();
    assertThat(proof.check(Hash.ZERO).isValid()).isFalse();
    assertThat(
            proof.check(ProofJson.keys(Vectors.file("blocks").get("cases").get(0), "validators")))
        .isInstanceOfSatisfying(
            Checked.Refused.class,
            refused -> assertThat(refused.error().reason()).isEqualTo(Reason.PRECOMMIT_COUNT));
  }
}
