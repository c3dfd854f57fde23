package io.supervisor.api.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.Hash;
import io.supervisor.api.Vectors;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

class MapVectorsTest {
  @TestFactory
  List<DynamicTest> roots() {
    return Vectors.cases("map_roots", "cases").stream()
        .map(c -> DynamicTest.dynamicTest(c.get("id").stringValue(), () -> checkRoot(c)))
        .toList();
  }

  private static void checkRoot(JsonNode c) {
    var keyKind = c.get("key_kind").stringValue();
    var kind = ProofJson.kindOf(keyKind);
    var all = new ArrayList<MapProof.Entry>();
    var byPath = new TreeMap<String, byte[]>();
    for (var entry : c.get("entries")) {
      var key = ProofJson.keyOf(keyKind).apply(entry.get("key"));
      var value = ProofJson.valueOf(c.get("value_type").stringValue()).apply(entry.get("value"));
      assertThat(value).isEqualTo(Vectors.hex(entry, "value_bytes"));
      assertThat(kind.path(key)).isEqualTo(ProofPath.leaf(Vectors.hex(entry, "path")));
      all.add(new MapProof.Entry(key, Optional.of(value)));
      byPath.put(kind.path(key).toString(), value);
    }
    var hash = Vectors.hash(c, "map_hash");
    assertThat(new MapProof(all, List.of()).mapHash(kind).orElseThrow()).isEqualTo(hash);
    assertThat(TreeHash.map(Vectors.hash(c, "merkle_root"))).isEqualTo(hash);
    assertThat(ReferenceTrees.mapRoot(byPath)).isEqualTo(Vectors.hash(c, "merkle_root"));
    if (all.size() > 1 && c.hasNonNull("tree")) {
      assertThat(checkTree(c.get("tree"))).isEqualTo(Vectors.hash(c, "merkle_root"));
    }
  }

  /** Hash of a dumped node, found from those below it. */
  private static Hash checkTree(JsonNode node) {
    if (node.has("leaf_hash")) {
      return Vectors.hash(node, "leaf_hash");
    }
    var left = node.get("left");
    var right = node.get("right");
    var hash = TreeHash.mapBranch(path(left), checkTree(left), path(right), checkTree(right));
    assertThat(hash).isEqualTo(Vectors.hash(node, "hash"));
    assertThat(path(left).prefix(path(left).commonPrefixLength(path(right)))).isEqualTo(path(node));
    return hash;
  }

  private static ProofPath path(JsonNode node) {
    return ProofPath.parse(node.get("path").stringValue());
  }

  @TestFactory
  List<DynamicTest> proofs() {
    return Vectors.cases("map_proofs", "cases").stream()
        .map(c -> DynamicTest.dynamicTest(c.get("id").stringValue(), () -> checkProof(c)))
        .toList();
  }

  private static void checkProof(JsonNode c) {
    var kind = ProofJson.kindOf(c.get("key_kind").stringValue());
    var proof = proof(c);
    var checked = proof.check(Vectors.hash(c, "map_hash"), kind).orElseThrow();
    for (var requested : c.get("requested")) {
      var key = ProofJson.keyOf(c.get("key_kind").stringValue()).apply(requested);
      var expected =
          Vectors.stream(c.get("proof"), "entries")
              .filter(entry -> requested.equals(entry.get("key")))
              .map(entry ->
                  ProofJson.valueOf(c.get("value_type").stringValue()).apply(entry.get("value")))
              .findFirst();
      assertThat(checked.get(key).map(HexFormat.of()::formatHex))
          .isEqualTo(expected.map(HexFormat.of()::formatHex));
    }
    var again = ProofMessages.fromWire(ProofMessages.toWire(proof));
    assertThat(again.mapHash(kind).orElseThrow()).isEqualTo(Vectors.hash(c, "map_hash"));
  }

  @TestFactory
  List<DynamicTest> lies() {
    return Vectors.cases("map_proofs_invalid", "cases").stream()
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
    MapProof proof;
    try {
      proof = proof(c);
    } catch (IllegalArgumentException e) {
      // Not even of the form of a proof.
      return false;
    }
    return proof
        .check(Vectors.hash(c, "map_hash"), ProofJson.kindOf(c.get("key_kind").stringValue()))
        .isValid();
  }

  private static MapProof proof(JsonNode c) {
    return ProofJson.map(
        c.get("proof"),
        ProofJson.keyOf(c.get("key_kind").stringValue()),
        ProofJson.valueOf(c.get("value_type").stringValue()));
  }
}
