package io.supervisor.api.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.CallInBlock;
import io.supervisor.api.Caller;
import io.supervisor.api.Hash;
import io.supervisor.api.InstanceId;
import io.supervisor.api.PublicKey;
import io.supervisor.api.Vectors;
import io.supervisor.api.proof.MapKind;
import io.supervisor.api.proof.ProofPath;
import io.supervisor.api.proof.TreeHash;
import io.supervisor.api.storage.Codec;
import io.supervisor.api.storage.Codecs;
import io.supervisor.api.storage.Unit;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

class HashVectorsTest {
  @TestFactory
  List<DynamicTest> hashes() {
    return Vectors.cases("hashes", "cases").stream()
        .map(c -> DynamicTest.dynamicTest(c.get("id").stringValue(), () -> check(c)))
        .toList();
  }

  private static void check(JsonNode c) {
    if (c.hasNonNull("preimage")) {
      assertThat(Sha256.of(Vectors.hex(c, "preimage"))).isEqualTo(Vectors.hash(c, "hash"));
    }
    var id = c.get("id").stringValue();
    var group = id.substring(0, id.indexOf('/'));
    switch (group) {
      case "path" -> checkPath(c);
      case "object-hash", "proof-entry" -> checkValue(c);
      default -> assertThat(computed(group, id, c)).isEqualTo(Vectors.hash(c, "hash"));
    }
  }

  private static Hash computed(String group, String id, JsonNode c) {
    var input = c.get("input");
    return switch (group) {
      case "sha256" -> Sha256.of(HexFormat.of().parseHex(input.stringValue()));
      case "leaf" -> TreeHash.leaf(HexFormat.of().parseHex(input.stringValue()));
      case "list" -> list(id, input);
      case "map" -> map(id, input);
      case "caller-address" -> Address.of(caller(input));
      case "call-in-block" -> Sha256.of(Canonical.toWire(call(input)).toByteArray());
      case "multisig" -> TreeHash.leaf(votes(input));
      default -> throw new IllegalArgumentException(id);
    };
  }

  private static Hash list(String id, JsonNode input) {
    if (id.equals("list/empty")) {
      return TreeHash.EMPTY_LIST;
    }
    if (input.has("left")) {
      return input.has("right")
          ? TreeHash.listBranch(Vectors.hash(input, "left"), Vectors.hash(input, "right"))
          : TreeHash.listBranch(Vectors.hash(input, "left"));
    }
    return TreeHash.list(input.get("length").longValue(), Vectors.hash(input, "root"));
  }

  private static Hash map(String id, JsonNode input) {
    if (id.equals("map/empty")) {
      return TreeHash.EMPTY_MAP;
    }
    if (input.has("root")) {
      return TreeHash.map(Vectors.hash(input, "root"));
    }
    var path = ProofPath.leaf(Vectors.hex(input, "path_key"));
    assertThat(MapKind.HASHED.path(Codecs.string().encode(input.get("key").stringValue())))
        .isEqualTo(path);
    return TreeHash.mapOfOne(path, TreeHash.leaf(Vectors.hex(input, "value")));
  }

  private static Caller caller(JsonNode input) {
    if (input.has("public_key")) {
      return new Caller.Transaction(PublicKey.of(Vectors.hex(input, "public_key")));
    }
    return input.has("instance_id")
        ? new Caller.Service(new InstanceId(input.get("instance_id").intValue()))
        : new Caller.Blockchain();
  }

  private static CallInBlock call(JsonNode input) {
    if (input.has("transaction")) {
      return new CallInBlock.Transaction(input.get("transaction").intValue());
    }
    return input.has("before_transactions")
        ? new CallInBlock.BeforeTransactions(
            new InstanceId(input.get("before_transactions").intValue()))
        : new CallInBlock.AfterTransactions(
            new InstanceId(input.get("after_transactions").intValue()));
  }

  private static byte[] votes(JsonNode input) {
    var bytes = new ByteArrayOutputStream();
    for (var key : input.get("keys")) {
      bytes.writeBytes(Codecs.u64().encode(32L));
      bytes.writeBytes(HexFormat.of().parseHex(key.stringValue()));
    }
    assertThat(bytes.toByteArray()).isEqualTo(Vectors.hex(input, "value_bytes"));
    return bytes.toByteArray();
  }

  private static void checkValue(JsonNode c) {
    var input = c.get("input");
    if (!input.has("type")) {
      assertThat(Hash.ZERO).isEqualTo(Vectors.hash(c, "hash"));
      return;
    }
    var text = input.get("value").asString();
    switch (input.get("type").stringValue()) {
      case "u8" -> checkValue(c, Codecs.u8(), Long.valueOf(text));
      case "u16" -> checkValue(c, Codecs.u16(), Long.valueOf(text));
      case "u32" -> checkValue(c, Codecs.u32(), Long.valueOf(text));
      case "u64" -> checkValue(c, Codecs.u64(), Long.parseUnsignedLong(text));
      case "i32" -> checkValue(c, Codecs.i32(), Long.valueOf(text));
      case "i64" -> checkValue(c, Codecs.i64(), Long.valueOf(text));
      case "bool" -> checkValue(c, Codecs.bool(), Boolean.valueOf(text));
      case "string" -> checkValue(c, Codecs.string(), text);
      case "bytes" -> checkValue(c, Codecs.bytes(), HexFormat.of().parseHex(text));
      case "hash" -> checkValue(c, Codecs.hash(), Hash.fromHex(text));
      case "public-key" -> checkValue(c, Codecs.publicKey(), PublicKey.fromHex(text));
      case "uuid" -> checkValue(c, Codecs.uuid(), UUID.fromString(text));
      case "datetime" ->
          checkValue(c, Codecs.timestamp(), Instant.parse(text.substring(0, text.indexOf(' '))));
      case "unit" -> checkValue(c, Codecs.unit(), Unit.UNIT);
      default -> throw new IllegalArgumentException(c.toString());
    }
  }

  private static <V> void checkValue(JsonNode c, Codec<V> codec, V value) {
    assertThat(codec.objectHash(value)).isEqualTo(Vectors.hash(c, "hash"));
    if (c.hasNonNull("preimage")) {
      assertThat(codec.encode(value)).isEqualTo(Vectors.hex(c, "preimage"));
      assertThat(codec.decode(Vectors.hex(c, "preimage"))).isEqualTo(value);
    }
  }

  private static void checkPath(JsonNode c) {
    var path = ProofPath.prefix(Vectors.hex(c, "key"), c.get("bit_length").intValue());
    assertThat(path.toString()).isEqualTo(c.get("json_path").stringValue());
    assertThat(ProofPath.parse(path.toString())).isEqualTo(path);
    assertThat(TreeHash.encode(path)).isEqualTo(Vectors.hex(c, "compressed"));
  }
}
