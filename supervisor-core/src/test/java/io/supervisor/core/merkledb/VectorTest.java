package io.supervisor.core.merkledb;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.Hash;
import io.supervisor.api.PublicKey;
import io.supervisor.api.proof.ListProof;
import io.supervisor.api.proof.MapProof;
import io.supervisor.api.proof.ProofPath;
import io.supervisor.api.storage.Codecs;
import io.supervisor.api.storage.KeyCodec;
import io.supervisor.api.storage.ProofListIndex;
import io.supervisor.api.storage.ProofMapIndex;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The indexes give the hashes and proofs that the original gives. */
class VectorTest {
  private static final HexFormat HEX = HexFormat.of();

  private static byte[] hex(JsonNode text) {
    return HEX.parseHex(text.asString());
  }

  private static byte[] littleEndian(JsonNode number, int size) {
    return (size == 4 ? Codecs.u32() : Codecs.u64()).encode(number.asLong());
  }

  private static byte[] valueBytes(String type, JsonNode value) {
    return switch (type) {
      case "hash", "bytes" -> hex(value);
      case "u32" -> littleEndian(value, 4);
      case "u64" -> littleEndian(value, 8);
      case "string" -> value.asString().getBytes(StandardCharsets.UTF_8);
      default -> throw new IllegalArgumentException(type);
    };
  }

  private static ProofListIndex<byte[]> list(Fork fork, JsonNode vector) {
    var list = fork.access("").proofList("list", Codecs.bytes());
    vector.get("values").forEach(v -> list.add(valueBytes(vector.get("value_type").asString(), v)));
    return list;
  }

  /** A map as JSON sees it, whatever the type of its keys. */
  private record JsonMap<K>(
      ProofMapIndex<K, byte[]> index,
      KeyCodec<K> codec,
      java.util.function.Function<JsonNode, K> read) {
    void put(JsonNode key, byte[] value) {
      index.put(read.apply(key), value);
    }

    MapProof proof(JsonNode keys) {
      var wanted = new ArrayList<K>();
      keys.forEach(key -> wanted.add(read.apply(key)));
      return index.proof(wanted);
    }

    String keyBytes(JsonNode key) {
      return HEX.formatHex(codec.encode(read.apply(key)));
    }
  }

  private static JsonMap<?> map(Fork fork, String kind) {
    var access = fork.access("");
    var value = Codecs.bytes();
    return switch (kind) {
      case "string-hashed" ->
          new JsonMap<>(
              access.proofMap("map", Codecs.string(), value), Codecs.string(), JsonNode::asString);
      case "public-key-hashed" ->
          new JsonMap<>(
              access.proofMap("map", Codecs.publicKey(), value),
              Codecs.publicKey(),
              key -> PublicKey.of(hex(key)));
      case "hash-hashed" ->
          new JsonMap<>(
              access.proofMap("map", Codecs.hash(), value),
              Codecs.hash(),
              key -> Hash.of(hex(key)));
      case "u32-hashed" ->
          new JsonMap<>(
              access.proofMap("map", Codecs.u32(), value), Codecs.u32(), JsonNode::asLong);
      case "public-key-raw" ->
          new JsonMap<>(
              access.rawProofMap("map", Codecs.publicKey(), value),
              Codecs.publicKey(),
              key -> PublicKey.of(hex(key)));
      case "hash-raw" ->
          new JsonMap<>(
              access.rawProofMap("map", Codecs.hash(), value),
              Codecs.hash(),
              key -> Hash.of(hex(key)));
      default -> throw new IllegalArgumentException(kind);
    };
  }

  private static Fork fork() {
    return new Fork(KeyValueView.EMPTY);
  }

  private static String text(Hash hash) {
    return hash.toString();
  }

  @Test
  void listsHaveTheirHashes() throws IOException {
    var cases = Vectors.load("list_roots").get("cases");
    for (var vector : cases) {
      var list = list(fork(), vector);
      assertThat(text(list.objectHash()))
          .as(vector.get("id").asString())
          .isEqualTo(vector.get("list_hash").asString());
      assertThat(list.size()).isEqualTo(vector.get("length").asLong());
    }
    System.out.println("list_roots: " + cases.size() + " cases");
  }

  @Test
  void listsGiveTheirProofs() throws IOException {
    var lists = new HashMap<String, ProofListIndex<byte[]>>();
    Vectors.load("list_roots")
        .get("cases")
        .forEach(vector -> lists.put(vector.get("id").asString(), list(fork(), vector)));
    var cases = Vectors.load("list_proofs").get("cases");
    for (var vector : cases) {
      var requested = vector.get("requested");
      var proof =
          Objects.requireNonNull(lists.get(vector.get("list").asString()))
              .proof(requested.get("from").asLong(), requested.get("to_inclusive").asLong() + 1);
      assertThat(describe(proof))
          .as(vector.get("id").asString())
          .isEqualTo(describe(vector.get("proof"), vector.get("value_type").asString()));
      assertThat(text(proof.listHash().orElseThrow()))
          .isEqualTo(vector.get("list_hash").asString());
    }
    System.out.println("list_proofs: " + cases.size() + " cases");
  }

  private static String describe(ListProof proof) {
    var text = new StringBuilder("length " + proof.length());
    proof.hashes().forEach(n -> text.append("; " + n.height() + ":" + n.index() + " " + n.hash()));
    proof.entries().forEach(e -> text.append("; " + e.index() + " = " + HEX.formatHex(e.value())));
    return text.toString();
  }

  private static String describe(JsonNode proof, String type) {
    var text = new StringBuilder("length " + proof.get("length").asLong());
    proof
        .get("proof")
        .forEach(n ->
            text.append(
                "; "
                    + n.get("height").asInt()
                    + ":"
                    + n.get("index").asLong()
                    + " "
                    + n.get("hash").asString()));
    proof
        .get("entries")
        .forEach(e ->
            text.append(
                "; " + e.get(0).asLong() + " = " + HEX.formatHex(valueBytes(type, e.get(1)))));
    return text.toString();
  }

  private static JsonMap<?> map(JsonNode vector) {
    var map = map(fork(), vector.get("key_kind").asString());
    vector.get("entries").forEach(e -> map.put(e.get("key"), hex(e.get("value_bytes"))));
    return map;
  }

  @Test
  void mapsHaveTheirHashes() throws IOException {
    var cases = Vectors.load("map_roots").get("cases");
    for (var vector : cases) {
      assertThat(text(map(vector).index().objectHash()))
          .as(vector.get("id").asString())
          .isEqualTo(vector.get("map_hash").asString());
    }
    System.out.println("map_roots: " + cases.size() + " cases");
  }

  @Test
  void mapsGiveTheirProofs() throws IOException {
    var maps = new HashMap<String, JsonMap<?>>();
    Vectors.load("map_roots")
        .get("cases")
        .forEach(vector -> maps.put(vector.get("id").asString(), map(vector)));
    var cases = Vectors.load("map_proofs").get("cases");
    for (var vector : cases) {
      var map = Objects.requireNonNull(maps.get(vector.get("map").asString()));
      assertThat(describe(map.proof(vector.get("requested"))))
          .as(vector.get("id").asString())
          .isEqualTo(describe(map, vector.get("proof"), vector.get("value_type").asString()));
    }
    System.out.println("map_proofs: " + cases.size() + " cases");
  }

  private static List<String> describe(MapProof proof) {
    var lines = new ArrayList<String>();
    proof.hashes().forEach(n -> lines.add(n.path() + " " + n.hash()));
    proof
        .entries()
        .forEach(e ->
            lines.add(
                HEX.formatHex(e.key()) + " = " + e.value().map(HEX::formatHex).orElse("missing")));
    return lines;
  }

  private static List<String> describe(JsonMap<?> map, JsonNode proof, String type) {
    var lines = new ArrayList<String>();
    proof
        .get("proof")
        .forEach(n -> lines.add(n.get("path").asString() + " " + n.get("hash").asString()));
    for (var entry : proof.get("entries")) {
      lines.add(
          entry.has("missing")
              ? map.keyBytes(entry.get("missing")) + " = missing"
              : map.keyBytes(entry.get("key"))
                  + " = "
                  + HEX.formatHex(valueBytes(type, entry.get("value"))));
    }
    return lines;
  }

  @Test
  void aggregatorGivesItsProofs() throws IOException {
    var states = new HashMap<String, Map<String, Hash>>();
    var cases = new ArrayList<JsonNode>();
    Vectors.load("state").get("cases").forEach(cases::add);
    cases.removeIf(vector -> !vector.get("kind").asString().equals("index proof"));
    for (var vector : cases) {
      if (vector.get("valid").asBoolean()) {
        states
            .computeIfAbsent(vector.get("state_hash").asString(), hash -> new HashMap<>())
            .put(vector.get("index_name").asString(), Hash.of(hex(vector.get("index_hash"))));
      }
    }
    var checked = 0;
    for (var state : states.entrySet()) {
      var overlay = new Overlay(KeyValueView.EMPTY);
      var aggregator = new Aggregator(overlay);
      state.getValue().forEach(aggregator::put);
      assertThat(text(aggregator.stateHash())).isEqualTo(state.getKey());
      for (var vector : cases) {
        var proof = vector.get("index_proof");
        var name = vector.get("index_name").asString();
        var isRight =
            vector.get("valid").asBoolean() || vector.get("id").asString().equals("index/absent");
        if (isRight && vector.get("state_hash").asString().equals(state.getKey())) {
          assertThat(describe(aggregator.proof(name)))
              .as(vector.get("id").asString())
              .isEqualTo(describe(map(fork(), "string-hashed"), proof, "hash"));
          checked++;
        }
      }
    }
    assertThat(checked).isEqualTo(16);
    System.out.println("state: " + checked + " index proofs of " + states.size() + " states");
  }

  @Test
  void transactionsOfABlockGiveTheirLocationProofs() throws IOException {
    var list = fork().access("").group(Codecs.u64().encodeKey(1L)).proofList("l", Codecs.hash());
    var cases = new ArrayList<JsonNode>();
    Vectors.load("state").get("cases").forEach(cases::add);
    cases.removeIf(vector -> !vector.get("id").asString().startsWith("transaction/"));
    for (var vector : cases) {
      var entry = vector.get("answer").get("location_proof").get("entries").get(0);
      list.add(Hash.of(hex(entry.get(1))));
    }
    for (var position = 0; position < cases.size(); position++) {
      var vector = cases.get(position);
      assertThat(describe(list.proof(position, position + 1L)))
          .isEqualTo(describe(vector.get("answer").get("location_proof"), "hash"));
      assertThat(text(list.objectHash())).isEqualTo(vector.get("tx_hash_header").asString());
    }
    System.out.println("state: " + cases.size() + " location proofs");
  }

  @Test
  void genesisOfARealNodeHasItsStateHash() throws IOException {
    var genesis = Vectors.load("node_genesis");
    var fork = fork();
    var core = fork.access("");
    core.proofEntry("core.consensus_config", Codecs.bytes())
        .set(hex(genesis.get("consensus_config_protobuf_hex")));
    var artifacts = core.proofMap("dispatcher_artifacts", Codecs.bytes(), Codecs.bytes());
    genesis
        .get("dispatcher_artifacts")
        .forEach(
            a -> artifacts.put(hex(a.get("key_protobuf_hex")), hex(a.get("value_protobuf_hex"))));
    var instances = core.proofMap("dispatcher_instances", Codecs.string(), Codecs.bytes());
    genesis
        .get("dispatcher_instances")
        .forEach(i -> instances.put(i.get("key").asString(), hex(i.get("value_protobuf_hex"))));
    var supervisor = fork.access("supervisor.");
    supervisor
        .proofEntry("configuration", Codecs.bytes())
        .set(hex(genesis.get("supervisor_configuration_protobuf_hex")));
    supervisor.proofEntry("pending_proposal", Codecs.bytes());
    supervisor.entry("configuration_number", Codecs.u64());
    for (var name :
        List.of(
            "deploy_requests",
            "deploy_confirmations",
            "deploy_states",
            "pending_deployments",
            "config_confirms",
            "migration_requests",
            "migration_confirmations",
            "migration_states")) {
      supervisor.proofMap(name, Codecs.bytes(), Codecs.bytes());
    }

    assertThat(text(fork.stateHash())).isEqualTo(genesis.get("state_hash").asString());
    var store = new MemoryStore();
    store.apply(fork.toPatch());
    var snapshot = new Snapshot(store.snapshot());
    assertThat(text(snapshot.stateHash())).isEqualTo(genesis.get("state_hash").asString());
    var expected = new HashMap<String, String>();
    genesis
        .get("state_aggregator")
        .forEach(e -> expected.put(e.get("index").asString(), e.get("hash").asString()));
    var actual = new HashMap<String, String>();
    snapshot.aggregated().forEach((name, hash) -> actual.put(name, hash.toString()));
    assertThat(actual).isEqualTo(expected);
    assertThat(snapshot.objectHash("supervisor.pending_proposal"))
        .isEqualTo(Optional.of(Hash.ZERO));
    System.out.println("node_genesis: " + actual.size() + " indexes of the aggregator");
  }

  @Test
  void pathsKeepTheirOrderInStorage() {
    var first = ProofPath.leaf(HEX.parseHex("01" + "00".repeat(31)));
    var second = ProofPath.leaf(HEX.parseHex("80" + "00".repeat(31)));
    assertThat(second.compareTo(first)).isNegative();
    assertThat(java.util.Arrays.compareUnsigned(MapSpace.ordered(second), MapSpace.ordered(first)))
        .isNegative();
  }
}
