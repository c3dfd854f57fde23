package io.supervisor.api.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.Caller;
import io.supervisor.api.Hash;
import io.supervisor.api.PublicKey;
import io.supervisor.api.Vectors;
import io.supervisor.api.crypto.Address;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.crypto.VerifiedTransaction;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

class StateVectorsTest {
  private static final Function<JsonNode, byte[]> STRING = ProofJson.valueOf("string");
  private static final Function<JsonNode, byte[]> HASH = ProofJson.valueOf("hash");

  @TestFactory
  List<DynamicTest> cases() {
    return Vectors.cases("state", "cases").stream()
        .map(c -> DynamicTest.dynamicTest(c.get("id").stringValue(), () -> check(c)))
        .toList();
  }

  private static void check(JsonNode c) {
    var id = c.get("id").stringValue();
    switch (id.substring(0, id.indexOf('/'))) {
      case "index" -> checkIndex(c);
      case "value-json" -> checkValueJson(c);
      case "transaction" -> checkTransaction(c);
      case "call" -> checkCall(c);
      default -> checkEndToEnd(c);
    }
  }

  private static void checkIndex(JsonNode c) {
    var proof = ProofJson.map(c.get("index_proof"), STRING, HASH);
    var hash = indexIn(Vectors.hash(c, "state_hash"), proof, c.get("index_name").stringValue());
    assertThat(hash.isValid()).isEqualTo(c.get("valid").booleanValue());
    if (hash.isValid()) {
      assertThat(hash.orElseThrow()).isEqualTo(Vectors.hash(c, "index_hash"));
    }
  }

  /** As {@link VerifiedBlock#index}, of a block that has nothing but a state hash. */
  static Checked<Hash> indexIn(Hash stateHash, MapProof proof, String name) {
    var first = Vectors.file("blocks").get("cases").get(0).get("block_proof").get("block");
    var header = ProofJson.header(first);
    var other =
        new io.supervisor.api.BlockHeader(
            header.height(),
            header.txCount(),
            header.prevHash(),
            header.txHash(),
            stateHash,
            header.errorHash(),
            header.headers());
    return new VerifiedBlock(other, Canonical.hash(other), List.of()).index(proof, name);
  }

  /** The bytes that clients make of a value in JSON: they decide what REST has to write. */
  private static void checkValueJson(JsonNode c) {
    var bytes = walletBytes(c.get("value"));
    assertThat(HexFormat.of().formatHex(bytes).equals(c.get("value_bytes").stringValue()))
        .isEqualTo(c.get("valid").booleanValue());
    if (c.has("client_bytes")) {
      assertThat(bytes).isEqualTo(Vectors.hex(c, "client_bytes"));
    }
  }

  private static byte[] walletBytes(JsonNode wallet) {
    var bytes = new ByteArrayOutputStream();
    writeHash(bytes, 0x0a, wallet.get("owner"));
    writeBytes(bytes, 0x12, STRING.apply(wallet.get("name")));
    writeNumber(bytes, 0x18, Long.parseLong(wallet.get("balance").asString()));
    writeNumber(bytes, 0x20, Long.parseLong(wallet.get("history_len").asString()));
    // A member of another name is none that the schema knows.
    if (wallet.has("history_hash")) {
      writeHash(bytes, 0x2a, wallet.get("history_hash"));
    }
    return bytes.toByteArray();
  }

  private static void writeHash(ByteArrayOutputStream bytes, int tag, JsonNode hash) {
    var data = hash.get("data");
    var value = new byte[data.size()];
    for (var i = 0; i < value.length; i++) {
      value[i] = (byte) data.get(i).intValue();
    }
    if (data.isString()) {
      value = java.util.Base64.getDecoder().decode(data.stringValue());
    }
    var message = new ByteArrayOutputStream();
    writeBytes(message, 0x0a, value);
    writeBytes(bytes, tag, message.toByteArray());
  }

  private static void writeBytes(ByteArrayOutputStream bytes, int tag, byte[] value) {
    bytes.write(tag);
    bytes.write(value.length);
    bytes.writeBytes(value);
  }

  private static void writeNumber(ByteArrayOutputStream bytes, int tag, long value) {
    if (value != 0) {
      bytes.write(tag);
      for (; value >= 0x80; value >>= 7) {
        bytes.write((int) (value & 0x7f | 0x80));
      }
      bytes.write((int) value);
    }
  }

  private static void checkTransaction(JsonNode c) {
    var answer = c.get("answer");
    var transaction = VerifiedTransaction.verify(Vectors.hex(answer, "message"));
    var block = blockOne();
    assertThat(block.hash()).isEqualTo(Vectors.hash(c, "block_hash"));
    assertThat(block.header().txHash()).isEqualTo(Vectors.hash(c, "tx_hash_header"));
    var proof = ProofJson.list(answer.get("location_proof"), HASH);
    var location = block.transaction(proof, transaction.hash()).orElseThrow();
    assertThat(location.height().value())
        .isEqualTo(answer.get("location").get("block_height").longValue());
    assertThat(location.position())
        .isEqualTo(answer.get("location").get("position_in_block").intValue());
    assertThat(block.transaction(proof, Hash.ZERO).isValid()).isFalse();
    assertThat(block.time().orElseThrow()).hasToString(answer.get("time").stringValue());
  }

  private static VerifiedBlock blockOne() {
    var c = Vectors.file("blocks").get("cases").get(0);
    return ProofJson.block(c.get("block_proof"))
        .check(ProofJson.keys(c, "validators"))
        .orElseThrow();
  }

  private static void checkCall(JsonNode c) {
    var answer = c.get("answer");
    var entry = answer.get("call_proof").get("entries").get(0);
    var call = ProofJson.call(entry.has("key") ? entry.get("key") : entry.get("missing"));
    assertThat(Canonical.toWire(call).toByteArray()).isEqualTo(Vectors.hex(c, "call_bytes"));
    var proof =
        new CallProof(
            ProofJson.block(answer),
            ProofJson.map(
                answer.get("call_proof"),
                key -> Canonical.toWire(ProofJson.call(key)).toByteArray(),
                error -> Canonical.toWire(ProofJson.error(error)).toByteArray()),
            "");
    var keys = ProofJson.keys(c, "validators");
    var verified = proof.check(keys, call).orElseThrow();
    assertThat(verified.block().header().errorHash()).isEqualTo(Vectors.hash(c, "error_hash"));
    assertThat(verified.error().isPresent()).isEqualTo(c.hasNonNull("error_bytes"));
    verified
        .error()
        .ifPresent(error -> {
          assertThat(Canonical.toWire(error).toByteArray())
              .isEqualTo(Vectors.hex(c, "error_bytes"));
          assertThat(error).isEqualTo(ProofJson.error(entry.get("value")));
        });
    var again = ProofMessages.fromWire(ProofMessages.toWire(proof));
    assertThat(again.check(keys, call).isValid()).isTrue();
  }

  private static void checkEndToEnd(JsonNode c) {
    if (c.get("id").stringValue().equals("end-to-end/no-wallet")) {
      var map = ProofJson.map(c.get("to_wallet"), HASH, StateVectorsTest::walletBytes);
      var checked = map.check(Vectors.hash(c, "index_hash"), MapKind.RAW).orElseThrow();
      assertThat(checked.entries()).hasSize(1);
      assertThat(checked.entries().get(0).value()).isEmpty();
      return;
    }
    var index =
        new IndexProof(
                ProofJson.block(c.get("block_proof")),
                ProofJson.map(c.get("to_table"), STRING, HASH))
            .check(ProofJson.keys(c, "validators"), "crypto.wallets")
            .orElseThrow();
    var owner = new Caller.Transaction(PublicKey.of(Vectors.hex(c, "public_key")));
    assertThat(Address.of(owner)).isEqualTo(Vectors.hash(c, "wallet_address"));
    var wallet =
        ProofJson.map(c.get("to_wallet"), HASH, StateVectorsTest::walletBytes)
            .check(index.hash(), MapKind.RAW)
            .orElseThrow()
            .get(Address.of(owner).toBytes())
            .orElseThrow();
    assertThat(wallet).isEqualTo(Vectors.hex(c, "wallet_bytes"));
    var historyHash =
        Hash.wrap(java.util.Arrays.copyOfRange(wallet, wallet.length - 32, wallet.length));
    var history = ProofJson.list(c.get("history_proof"), HASH).check(historyHash).orElseThrow();
    assertThat(history.length()).isEqualTo(history.entries().size()).isPositive();
  }

  @Test
  void stateHashesAreMapHashesOfTheAggregator() {
    var file = Vectors.file("state");
    assertThat(aggregated(file.get("state"))).isEqualTo(Vectors.hash(file, "state_hash_block_1"));
    assertThat(aggregated(file.get("state_of_genesis")))
        .isEqualTo(Vectors.hash(file, "state_hash_genesis"));
  }

  private static Hash aggregated(JsonNode state) {
    var indexes = new TreeMap<String, Hash>();
    state
        .properties()
        .forEach(
            index -> indexes.put(index.getKey(), Hash.fromHex(index.getValue().stringValue())));
    return aggregate(indexes);
  }

  /** State hash of some indexes. */
  static Hash aggregate(Map<String, Hash> indexes) {
    var entries = new java.util.LinkedHashMap<byte[], byte[]>();
    indexes.forEach((name, hash) ->
        entries.put(name.getBytes(java.nio.charset.StandardCharsets.UTF_8), hash.toBytes()));
    return ReferenceTrees.mapHash(ReferenceTrees.byPath(entries, MapKind.HASHED));
  }
}
