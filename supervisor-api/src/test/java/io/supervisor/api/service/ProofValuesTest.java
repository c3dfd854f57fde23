package io.supervisor.api.service;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.supervisor.api.BlockHeader;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.ValidatorId;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.proof.BlockProof;
import io.supervisor.api.proof.ListProof;
import io.supervisor.api.proof.MapProof;
import io.supervisor.api.proof.ProofPath;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProofValuesTest {
  @Test
  void headersOfBlocksAreArraysOfByteValuesInOrderOfNames() {
    var header =
        BlockHeader.of(
            new Height(1), 1, new ValidatorId(258), 3, Hash.ZERO, Hash.ZERO, Hash.ZERO, Hash.ZERO);

    var value = ProofValues.of(new BlockProof(Canonical.toWire(header), List.of()));

    var block = (Value.Struct) requireNonNull(value.members().get("block"));
    assertThat(block.members().keySet())
        .containsExactly(
            "height",
            "tx_count",
            "prev_hash",
            "tx_hash",
            "state_hash",
            "error_hash",
            "additional_headers");
    assertThat(block.members().get("additional_headers"))
        .isEqualTo(
            Value.struct()
                .with(
                    "headers",
                    Value.struct()
                        .with("epoch", numbers(1, 0, 0, 0, 0, 0, 0, 0))
                        .with("proposer_id", numbers(2, 1))
                        .build())
                .build());
    assertThat(value.members().get("precommits")).isEqualTo(Value.array(List.of()));
  }

  @Test
  void mapProofsTellPresentKeysFromMissingOnes() {
    var proof =
        new MapProof(
            List.of(
                new MapProof.Entry(new byte[] {7}, Optional.of(new byte[] {9})),
                new MapProof.Entry(new byte[] {8}, Optional.empty())),
            List.of(new MapProof.HashedNode(ProofPath.parse("0101"), Hash.ZERO)));

    var value = ProofValues.of(proof, ProofValuesTest::number, ProofValuesTest::number);

    assertThat(value.members().get("entries"))
        .isEqualTo(
            Value.array(
                List.of(
                    Value.struct().with("key", Value.of(7)).with("value", Value.of(9)).build(),
                    Value.struct().with("missing", Value.of(8)).build())));
    var node =
        (Value.Struct) ((Value.Array) requireNonNull(value.members().get("proof"))).items().get(0);
    assertThat(node.members().get("path")).isEqualTo(Value.of("0101"));
  }

  @Test
  void listProofsPairIndexAndElement() {
    var proof =
        new ListProof(
            List.of(new ListProof.HashedNode(1, 1, Hash.ZERO)),
            List.of(new ListProof.Entry(0, new byte[] {5})),
            2);

    var value = ProofValues.of(proof, ProofValuesTest::number);

    assertThat(value.members().get("entries"))
        .isEqualTo(Value.array(List.of(Value.array(List.of(Value.of(0), Value.of(5))))));
    assertThat(value.members().get("length")).isEqualTo(Value.of(2));
  }

  @Test
  void hashesInMessagesAreObjectsWithByteValues() {
    assertThat(ProofValues.inMessage(ByteString.copyFrom(new byte[] {-1, 0})))
        .isEqualTo(Value.struct().with("data", numbers(255, 0)).build());
  }

  private static Value number(byte[] bytes) {
    return Value.of(bytes[0]);
  }

  private static Value numbers(int... numbers) {
    return Value.array(java.util.Arrays.stream(numbers).mapToObj(Value::of).toList());
  }
}
