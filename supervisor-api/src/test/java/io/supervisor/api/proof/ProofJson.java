package io.supervisor.api.proof;

import com.google.protobuf.ByteString;
import io.supervisor.api.BlockHeader;
import io.supervisor.api.CallInBlock;
import io.supervisor.api.CallSite;
import io.supervisor.api.ErrorKind;
import io.supervisor.api.ExecutionError;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.InstanceId;
import io.supervisor.api.PublicKey;
import io.supervisor.api.Vectors;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.crypto.SignedEnvelope;
import io.supervisor.api.storage.Codecs;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** Proofs in the JSON form of the vectors (wire.md section 3). Refuses what is not of that form. */
public final class ProofJson {
  private ProofJson() {}

  public static ListProof list(JsonNode json, Function<JsonNode, byte[]> value) {
    return new ListProof(
        array(json, "proof").stream()
            .map(node ->
                new ListProof.HashedNode(
                    number(node.get("index")),
                    Math.toIntExact(number(node.get("height"))),
                    Hash.fromHex(node.get("hash").stringValue())))
            .toList(),
        array(json, "entries").stream()
            .map(entry -> new ListProof.Entry(number(entry.get(0)), value.apply(entry.get(1))))
            .toList(),
        number(json.get("length")));
  }

  public static MapProof map(
      JsonNode json, Function<JsonNode, byte[]> key, Function<JsonNode, byte[]> value) {
    return new MapProof(
        array(json, "entries").stream().map(entry -> entry(entry, key, value)).toList(),
        array(json, "proof").stream()
            .map(node ->
                new MapProof.HashedNode(
                    ProofPath.parse(node.get("path").stringValue()),
                    Hash.fromHex(node.get("hash").stringValue())))
            .toList());
  }

  private static MapProof.Entry entry(
      JsonNode json, Function<JsonNode, byte[]> key, Function<JsonNode, byte[]> value) {
    if (json.has("missing") && !json.has("key")) {
      return new MapProof.Entry(key.apply(json.get("missing")), Optional.empty());
    }
    if (json.has("key") && json.has("value") && !json.has("missing")) {
      return new MapProof.Entry(
          key.apply(json.get("key")), Optional.of(value.apply(json.get("value"))));
    }
    throw new IllegalArgumentException("entry: " + json);
  }

  /** Value bytes of a JSON value of a type that the vectors name. */
  public static Function<JsonNode, byte[]> valueOf(String type) {
    return switch (type) {
      case "hash" -> node -> Codecs.hash().encode(Hash.fromHex(node.stringValue()));
      case "public-key" -> node -> Codecs.publicKey().encode(PublicKey.fromHex(node.stringValue()));
      case "u32" -> node -> Codecs.u32().encode(node.longValue());
      case "u64" -> node -> Codecs.u64().encode(node.bigIntegerValue().longValue());
      case "string" -> node -> Codecs.string().encode(node.stringValue());
      case "bytes" -> node -> HexFormat.of().parseHex(node.stringValue());
      default -> throw new IllegalArgumentException(type);
    };
  }

  /** Key bytes of a kind of map that the vectors name. */
  public static Function<JsonNode, byte[]> keyOf(String keyKind) {
    return valueOf(keyKind.substring(0, keyKind.lastIndexOf('-')));
  }

  /** Kind of a map that the vectors name. */
  public static MapKind kindOf(String keyKind) {
    return keyKind.endsWith("-raw") || keyKind.startsWith("hash-") ? MapKind.RAW : MapKind.HASHED;
  }

  public static BlockHeader header(JsonNode json) {
    var headers = new TreeMap<String, ByteString>();
    for (var member : json.get("additional_headers").get("headers").properties()) {
      headers.put(member.getKey(), bytes(member.getValue()));
    }
    return new BlockHeader(
        new Height(Long.parseLong(json.get("height").asString())),
        json.get("tx_count").intValue(),
        Vectors.hash(json, "prev_hash"),
        Vectors.hash(json, "tx_hash"),
        Vectors.hash(json, "state_hash"),
        Vectors.hash(json, "error_hash"),
        headers);
  }

  /** Array of numbers, or Base64. */
  private static ByteString bytes(JsonNode json) {
    if (json.isString()) {
      return ByteString.copyFrom(Base64.getDecoder().decode(json.stringValue()));
    }
    var bytes = new byte[json.size()];
    for (var i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) json.get(i).intValue();
    }
    return ByteString.copyFrom(bytes);
  }

  /** Block and precommits, members of the same object. */
  public static BlockProof block(JsonNode json) {
    return new BlockProof(
        Canonical.toWire(header(json.get("block"))),
        Vectors.stream(json, "precommits")
            .map(node -> SignedEnvelope.parse(HexFormat.of().parseHex(node.stringValue())).toWire())
            .toList());
  }

  public static List<PublicKey> keys(JsonNode json, String member) {
    return Vectors.stream(json, member).map(key -> PublicKey.fromHex(key.stringValue())).toList();
  }

  public static CallInBlock call(JsonNode json) {
    return switch (json.get("type").stringValue()) {
      case "transaction" -> new CallInBlock.Transaction(json.get("index").intValue());
      case "before_transactions" ->
          new CallInBlock.BeforeTransactions(new InstanceId(json.get("id").intValue()));
      case "after_transactions" ->
          new CallInBlock.AfterTransactions(new InstanceId(json.get("id").intValue()));
      default -> throw new IllegalArgumentException(json.toString());
    };
  }

  /** Error in the form of the REST API; its description if it is there. */
  public static ExecutionError error(JsonNode json) {
    var kind = json.get("type").stringValue().replace("_error", "").toUpperCase(Locale.ROOT);
    return new ExecutionError(
        ErrorKind.valueOf(kind),
        json.has("code") ? json.get("code").intValue() : 0,
        json.has("description") ? json.get("description").stringValue() : "",
        json.has("runtime_id")
            ? OptionalInt.of(json.get("runtime_id").intValue())
            : OptionalInt.empty(),
        Optional.ofNullable(json.get("call_site")).map(ProofJson::callSite));
  }

  private static CallSite callSite(JsonNode json) {
    var type = CallSite.Type.valueOf(json.get("call_type").stringValue().toUpperCase(Locale.ROOT));
    var instance = new InstanceId(json.get("instance_id").intValue());
    return new CallSite(
        type,
        instance,
        json.has("method_id") ? json.get("method_id").intValue() : 0,
        json.has("interface") ? json.get("interface").stringValue() : "");
  }

  private static List<JsonNode> array(JsonNode json, String member) {
    if (!json.get(member).isArray()) {
      throw new IllegalArgumentException(member + ": no array");
    }
    return json.get(member).valueStream().toList();
  }

  private static long number(JsonNode json) {
    if (!json.isIntegralNumber()) {
      throw new IllegalArgumentException("no number: " + json);
    }
    return json.bigIntegerValue().longValueExact();
  }
}
