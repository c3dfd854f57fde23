package io.supervisor.api.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Timestamp;
import io.supervisor.api.ArtifactId;
import io.supervisor.api.Caller;
import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.Hash;
import io.supervisor.api.PublicKey;
import io.supervisor.api.Signature;
import io.supervisor.api.ValidatorId;
import io.supervisor.api.Vectors;
import io.supervisor.api.crypto.Address;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.crypto.KeyPair;
import io.supervisor.api.crypto.SignedEnvelope;
import io.supervisor.api.crypto.VerifiedPrecommit;
import io.supervisor.api.crypto.VerifiedTransaction;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/** Facts from the sources of the original and its clients, and recorded answers of real nodes. */
class MinedVectorsTest {
  private static final BlockRules BEFORE_EPOCHS = new BlockRules(false, true);
  private static final Function<JsonNode, byte[]> STRING = ProofJson.valueOf("string");
  private static final Function<JsonNode, byte[]> HASH = ProofJson.valueOf("hash");

  @TestFactory
  List<DynamicTest> facts() {
    return Vectors.cases("mined", "cases").stream()
        .map(c -> DynamicTest.dynamicTest(c.get("id").stringValue(), () -> check(c)))
        .toList();
  }

  private static void check(JsonNode c) {
    var id = c.get("id").stringValue();
    switch (id) {
      case "empty-list-hash" -> assertThat(TreeHash.EMPTY_LIST).isEqualTo(value(c));
      case "empty-map-hash" -> assertThat(TreeHash.EMPTY_MAP).isEqualTo(value(c));
      case "hash-tags" -> checkTags(c);
      case "map-branch-node" -> checkBranch(c);
      case "map-single-entry" -> checkSingle(c);
      case "map-single-entry-zero-path" -> checkZeroPath(c);
      case "path-order" -> checkPathOrder(c);
      case "list-hashes-1-to-8" -> checkListHashes(c, "bytes");
      case "list-simple-proof" -> checkSimpleProof(c);
      case "list-proof-json" -> checkProofOfOne(c);
      case "tree-heights" ->
          c.get("height_by_length")
              .properties()
              .forEach(entry ->
                  assertThat(TreeHash.listHeight(Long.parseLong(entry.getKey())))
                      .isEqualTo(entry.getValue().intValue()));
      case "quorum" ->
          c.get("quorum_by_validators")
              .properties()
              .forEach(entry ->
                  assertThat(ConsensusConfig.quorum(Integer.parseInt(entry.getKey())))
                      .isEqualTo(entry.getValue().intValue()));
      case "signed-message-min-size" -> checkMinSize(c);
      case "max-list-length" ->
          assertThat(TreeHash.LIST_LENGTH_MAX).isEqualTo(Long.parseLong(c.get("value").asString()));
      case "state-aggregation-prefixed-list" ->
          assertThat(
                  StateVectorsTest.indexIn(
                          Vectors.hash(c, "state_hash"),
                          ProofJson.map(c.get("index_proof"), STRING, HASH),
                          c.get("index_name").stringValue())
                      .isValid())
              .isTrue();
      case "rust-map-proof-valid-not-found" -> checkMapProof(c);
      case "client-test-block" -> checkClientBlock(c);
      case "base64-in-json" -> checkBase64(c);
      case "artifact-id-text" -> checkArtifactTexts(c);
      case "default-consensus-config" -> checkDefaults(c);
      case "call-in-block-json" -> checkCalls(c);
      default -> checkGroup(id, c);
    }
  }

  private static void checkGroup(String id, JsonNode c) {
    if (id.startsWith("path-json-") || id.startsWith("path-bits-")) {
      var path = ProofPath.prefix(Vectors.hex(c, "key_bytes"), c.get("bit_length").intValue());
      if (c.has("json_path")) {
        assertThat(path).hasToString(c.get("json_path").stringValue());
      } else {
        assertThat(path.unsafeBytes()).isEqualTo(Vectors.hex(c, "path_bytes"));
      }
    } else if (id.startsWith("pk-to-address")) {
      var author = PublicKey.of(Vectors.hex(c, "public_key"));
      assertThat(Address.of(new Caller.Transaction(author))).isEqualTo(Vectors.hash(c, "address"));
    } else if (id.startsWith("signed-tx-")) {
      checkTransaction(c);
    } else if (id.startsWith("rust-list-proof-")) {
      var proof = ProofJson.list(c.get("proof"), HASH);
      assertThat(proof.check(Vectors.hash(c, "list_hash")).isValid()).isTrue();
    } else if (id.startsWith("node-answer-")) {
      checkNodeAnswer(c);
    } else {
      throw new IllegalArgumentException("no check for " + id);
    }
  }

  private static Hash value(JsonNode c) {
    return Vectors.hash(c, "value");
  }

  /** Tags cannot be seen from outside but in preimages. */
  private static void checkTags(JsonNode c) {
    var tags = c.get("value");
    var zero = Hash.ZERO.toBytes();
    assertThat(TreeHash.leaf(zero)).isEqualTo(tagged(tags.get("blob"), zero));
    assertThat(TreeHash.listBranch(Hash.ZERO)).isEqualTo(tagged(tags.get("list_branch"), zero));
    assertThat(TreeHash.list(0, Hash.ZERO)).isEqualTo(tagged(tags.get("list"), new byte[8], zero));
    assertThat(TreeHash.map(Hash.ZERO)).isEqualTo(tagged(tags.get("map"), zero));
    assertThat(TreeHash.mapOfOne(ProofPath.leaf(zero), Hash.ZERO))
        .isEqualTo(tagged(tags.get("map_branch"), new byte[] {(byte) 0x80, 2}, zero, zero));
  }

  private static Hash tagged(JsonNode tag, byte[]... parts) {
    var all = new ArrayList<byte[]>();
    all.add(new byte[] {(byte) tag.intValue()});
    all.addAll(Arrays.asList(parts));
    return io.supervisor.api.crypto.Sha256.of(all.toArray(byte[][]::new));
  }

  private static void checkBranch(JsonNode c) {
    assertThat(io.supervisor.api.crypto.Sha256.of(Vectors.hex(c, "preimage"))).isEqualTo(value(c));
    var left =
        ProofPath.prefix(Vectors.hex(c, "left_key_bytes"), c.get("left_bit_length").intValue());
    var right =
        ProofPath.prefix(Vectors.hex(c, "right_key_bytes"), c.get("right_bit_length").intValue());
    assertThat(
            TreeHash.mapBranch(
                left, Vectors.hash(c, "left_hash"), right, Vectors.hash(c, "right_hash")))
        .isEqualTo(value(c));
  }

  private static void checkSingle(JsonNode c) {
    var path = ProofPath.leaf(Vectors.hex(c, "path_key"));
    var root = TreeHash.mapOfOne(path, TreeHash.leaf(Vectors.hex(c, "value_bytes")));
    assertThat(root).isEqualTo(Vectors.hash(c, "merkle_root"));
    assertThat(TreeHash.map(root)).isEqualTo(Vectors.hash(c, "map_hash"));
  }

  private static void checkZeroPath(JsonNode c) {
    var preimage = Vectors.hex(c, "preimage");
    var leaf = Hash.wrap(Arrays.copyOfRange(preimage, preimage.length - 32, preimage.length));
    var root = TreeHash.mapOfOne(ProofPath.leaf(new byte[32]), leaf);
    assertThat(root).isEqualTo(io.supervisor.api.crypto.Sha256.of(preimage));
    assertThat(List.of(root, TreeHash.map(root))).contains(value(c));
  }

  private static void checkPathOrder(JsonNode c) {
    for (var pair : c.get("greater_than")) {
      assertThat(leaf(pair.get(0))).isGreaterThan(leaf(pair.get(1)));
    }
    var equal = c.get("equal_prefixes_of_6_bits");
    assertThat(leaf(equal.get(0)).prefix(6)).isEqualTo(leaf(equal.get(1)).prefix(6));
    assertThat(leaf(equal.get(0)).prefix(6)).isLessThan(leaf(equal.get(0)));
  }

  private static ProofPath leaf(JsonNode hex) {
    return ProofPath.leaf(HexFormat.of().parseHex(hex.stringValue()));
  }

  private static List<byte[]> checkListHashes(JsonNode c, String type) {
    var values = new ArrayList<byte[]>();
    var hashes = c.get("list_hash_after_push").iterator();
    for (var value : c.get("values")) {
      values.add(
          type.equals("u64")
              ? io.supervisor.api.storage.Codecs.u64().encode(Long.valueOf(value.asString()))
              : ProofJson.valueOf(type).apply(value));
      assertThat(ReferenceTrees.listHash(values)).hasToString(hashes.next().stringValue());
      var all = ReferenceTrees.listProof(values, 0, values.size() - 1L);
      assertThat(all.listHash().orElseThrow()).isEqualTo(ReferenceTrees.listHash(values));
    }
    return values;
  }

  private static void checkSimpleProof(JsonNode c) {
    var hash = ReferenceTrees.listHash(checkListHashes(c, c.get("value_type").stringValue()));
    var u64 = ProofJson.valueOf("u64");
    for (var member : List.of("proof_of_index_0_of_3", "proof_of_range_1_2_of_3")) {
      assertThat(ProofJson.list(c.get(member), u64).check(hash).isValid()).isTrue();
    }
  }

  private static void checkProofOfOne(JsonNode c) {
    var u32 = ProofJson.valueOf("u32");
    var hash = ReferenceTrees.listHash(Vectors.stream(c, "values").map(u32).toList());
    assertThat(ProofJson.list(c.get("proof_of_index_1"), u32).check(hash).isValid()).isTrue();
  }

  private static void checkMinSize(JsonNode c) {
    var empty =
        SignedEnvelope.of(
            new byte[0], PublicKey.of(new byte[32]), Signature.of(new byte[Signature.SIZE]));
    assertThat(empty.bytes()).hasSize(c.get("value").intValue());
    assertThat(SignedEnvelope.parse(empty.bytes()).payload()).isEmpty();
  }

  private static void checkTransaction(JsonNode c) {
    var transaction = VerifiedTransaction.verify(Vectors.hex(c, "message"));
    assertThat(transaction.hash()).isEqualTo(Vectors.hash(c, "tx_hash"));
    assertThat(transaction.author().toBytes()).isEqualTo(Vectors.hex(c, "author"));
    assertThat(transaction.envelope().payload()).isEqualTo(Vectors.hex(c, "payload"));
    assertThat(transaction.instance().value()).isEqualTo(c.get("instance_id").intValue());
    assertThat(transaction.method()).isEqualTo(c.get("method_id").intValue());
    assertThat(transaction.arguments()).isEqualTo(Vectors.hex(c, "arguments"));
  }

  private static void checkNodeAnswer(JsonNode c) {
    var block =
        BEFORE_EPOCHS
            .check(ProofJson.block(c.get("block_proof")), ProofJson.keys(c, "validators"))
            .orElseThrow();
    assertThat(block.hash()).isEqualTo(Vectors.hash(c, "block_hash"));
    var indexProof = ProofJson.map(c.get("index_proof"), STRING, HASH);
    var index = block.index(indexProof, c.get("index_name").stringValue()).orElseThrow();
    assertThat(index).isEqualTo(Vectors.hash(c, "index_hash"));
    var member = c.has("wallet_proof") ? "wallet" : "value";
    var bytes = Vectors.hex(c, member + "_bytes");
    var checked =
        ProofJson.map(c.get(member + "_proof"), HASH, json -> bytes)
            .check(index, MapKind.RAW)
            .orElseThrow();
    assertThat(checked.entries()).hasSize(1);
    if (c.has("history_proof")) {
      checkHistory(c, bytes);
    }
  }

  private static void checkHistory(JsonNode c, byte[] wallet) {
    assertThat(HexFormat.of().formatHex(wallet)).endsWith(c.get("history_hash").stringValue());
    var history =
        ProofJson.list(c.get("history_proof"), HASH)
            .check(Vectors.hash(c, "history_hash"))
            .orElseThrow();
    var hashes =
        Vectors.stream(c, "transactions")
            .map(hex -> HexFormat.of().parseHex(hex.stringValue()))
            .map(message -> VerifiedTransaction.verify(message).hash())
            .toList();
    assertThat(history.entries().stream().map(entry -> Hash.of(entry.value())).toList())
        .isEqualTo(hashes);
  }

  private static void checkMapProof(JsonNode c) {
    var keyKind = c.get("key_kind").stringValue();
    var proof = ProofJson.map(c.get("proof"), ProofJson.keyOf(keyKind), HASH);
    var checked = proof.check(Vectors.hash(c, "map_hash"), ProofJson.kindOf(keyKind)).orElseThrow();
    assertThat(checked.entries().get(0).value()).isEmpty();
  }

  private static void checkClientBlock(JsonNode c) {
    var proof = ProofJson.block(c.get("block_proof"));
    var keys = ProofJson.keys(c, "validators");
    assertThat(BEFORE_EPOCHS.check(proof, keys).isValid()).isTrue();
    assertThat(proof.block().toByteArray()).isEqualTo(Vectors.hex(c, "block_bytes"));
    var fields = c.get("precommit_fields");
    var signed =
        VerifiedPrecommit.sign(
            new ValidatorId(fields.get("validator").intValue()),
            fields.get("epoch").longValue(),
            fields.get("round").intValue(),
            Vectors.hash(fields, "propose_hash"),
            Vectors.hash(fields, "block_hash"),
            Instant.ofEpochSecond(
                fields.get("seconds").longValue(), fields.get("nanos").longValue()),
            KeyPair.fromSeed(Vectors.hex(c, "validator_seed")));
    assertThat(signed.envelope().toWire()).isEqualTo(proof.precommits().get(0));
    assertThat(Timestamp.newBuilder().setNanos(signed.time().getNano()).build().getNanos())
        .isEqualTo(fields.get("nanos").intValue());
  }

  private static void checkBase64(JsonNode c) {
    assertThat(Base64.getEncoder().withoutPadding().encodeToString(Vectors.hex(c, "bytes")))
        .isEqualTo(c.get("json").stringValue());
  }

  private static void checkArtifactTexts(JsonNode c) {
    for (var text : c.get("valid")) {
      assertThat(ArtifactId.parse(text.stringValue())).hasToString(text.stringValue());
    }
    for (var text : c.get("invalid")) {
      assertThatThrownBy(() -> ArtifactId.parse(text.stringValue()))
          .as(text.stringValue())
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static void checkDefaults(JsonNode c) {
    var config = ConsensusConfig.of(List.of());
    var value = c.get("value");
    assertThat(config.firstRoundTimeoutMs())
        .isEqualTo(value.get("first_round_timeout").longValue());
    assertThat(config.statusTimeoutMs()).isEqualTo(value.get("status_timeout").longValue());
    assertThat(config.peersTimeoutMs()).isEqualTo(value.get("peers_timeout").longValue());
    assertThat(config.txsBlockLimit()).isEqualTo(value.get("txs_block_limit").intValue());
    assertThat(config.maxMessageLen()).isEqualTo(value.get("max_message_len").intValue());
    assertThat(config.minProposeTimeoutMs())
        .isEqualTo(value.get("min_propose_timeout").longValue());
    assertThat(config.maxProposeTimeoutMs())
        .isEqualTo(value.get("max_propose_timeout").longValue());
    assertThat(config.proposeTimeoutThreshold())
        .isEqualTo(value.get("propose_timeout_threshold").intValue());
    assertThat(ConsensusConfig.MESSAGE_LEN_MIN)
        .isEqualTo(c.get("minimal_max_message_len").intValue());
  }

  private static void checkCalls(JsonNode c) {
    for (var i = 0; i < c.get("json").size(); i++) {
      var bytes = Canonical.toWire(ProofJson.call(c.get("json").get(i))).toByteArray();
      assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(c.get("bytes").get(i).stringValue());
    }
  }
}
