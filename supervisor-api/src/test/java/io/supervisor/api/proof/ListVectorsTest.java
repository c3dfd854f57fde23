package io.supervisor.api.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.Vectors;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

class ListVectorsTest {
  @TestFactory
  List<DynamicTest> roots() {
    return Vectors.cases("list_roots", "cases").stream()
        .map(c -> DynamicTest.dynamicTest(c.get("id").stringValue(), () -> checkRoot(c)))
        .toList();
  }

  private static void checkRoot(JsonNode c) {
    var toBytes = ProofJson.valueOf(c.get("value_type").stringValue());
    var values = Vectors.stream(c, "values").map(toBytes).toList();
    var all =
        IntStream.range(0, values.size())
            .mapToObj(i -> new ListProof.Entry(i, values.get(i)))
            .toList();
    assertThat(TreeHash.listHeight(values.size())).isEqualTo(c.get("height").intValue());
    assertThat(new ListProof(List.of(), all, values.size()).listHash().orElseThrow())
        .isEqualTo(Vectors.hash(c, "list_hash"));
    assertThat(TreeHash.list(values.size(), Vectors.hash(c, "merkle_root")))
        .isEqualTo(Vectors.hash(c, "list_hash"));
    assertThat(ReferenceTrees.listRoot(values)).isEqualTo(Vectors.hash(c, "merkle_root"));
    if (c.has("levels")) {
      for (var level : c.get("levels").properties()) {
        var height = Integer.parseInt(level.getKey());
        for (var i = 0; i < level.getValue().size(); i++) {
          assertThat(ReferenceTrees.node(values, height, i).toString())
              .isEqualTo(level.getValue().get(i).stringValue());
        }
      }
    }
  }

  @TestFactory
  List<DynamicTest> proofs() {
    return Vectors.cases("list_proofs", "cases").stream()
        .map(c -> DynamicTest.dynamicTest(c.get("id").stringValue(), () -> checkProof(c)))
        .toList();
  }

  private static void checkProof(JsonNode c) {
    var toBytes = ProofJson.valueOf(c.get("value_type").stringValue());
    var proof = ProofJson.list(c.get("proof"), toBytes);
    var checked = proof.check(Vectors.hash(c, "list_hash")).orElseThrow();
    assertThat(checked.length()).isEqualTo(c.get("proof").get("length").longValue());
    assertThat(checked.entries()).isEqualTo(proof.entries());
    var again = ProofMessages.fromWire(ProofMessages.toWire(proof));
    assertThat(again.listHash().orElseThrow()).isEqualTo(Vectors.hash(c, "list_hash"));
  }

  @TestFactory
  List<DynamicTest> lies() {
    return Vectors.cases("list_proofs_invalid", "cases").stream()
        .map(c ->
            DynamicTest.dynamicTest(
                c.get("id").stringValue(),
                () -> {
                  assertThat(c.get("valid").booleanValue()).isFalse();
                  assertThat(isAccepted(c)).isFalse();
                }))
        .toList();
  }

  private static boolean isAccepted(JsonNode c) {
    ListProof proof;
    try {
      proof = ProofJson.list(c.get("proof"), ProofJson.valueOf(c.get("value_type").stringValue()));
    } catch (IllegalArgumentException e) {
      // Not even of the form of a proof.
      return false;
    }
    return proof.check(Vectors.hash(c, "list_hash")).isValid();
  }
}
