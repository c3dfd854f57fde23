package io.supervisor.examples.timestamping;

import com.google.protobuf.ByteString;
import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.Hash;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.proof.MapKind;
import io.supervisor.api.proof.ProofJson;
import io.supervisor.api.service.Value;
import io.supervisor.api.service.ValueJson;
import io.supervisor.examples.timestamping.message.Timestamp;
import io.supervisor.examples.timestamping.message.TimestampEntry;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Answers of the timestamping service, read back as a client reads them. */
record TimestampJson(JsonNode proof) {
  private static final JsonMapper MAPPER = new JsonMapper();

  static TimestampJson parse(Value value) {
    return new TimestampJson(MAPPER.readTree(ValueJson.of(value)));
  }

  static String of(Value value) {
    return ValueJson.of(value);
  }

  /** The stored message that an answer shows. */
  static TimestampEntry message(String json) {
    return message(MAPPER.readTree(json));
  }

  /** The entry of a content, if all proofs hold from the validators' signatures down to it. */
  Optional<TimestampEntry> verified(ConsensusConfig config, String index, Hash content) {
    var block =
        ProofJson.block(proof.get("block_info")).check(config.consensusKeys()).orElseThrow();
    var toIndex =
        ProofJson.map(
            proof.get("state_proof"), ProofJson.valueOf("string"), ProofJson.valueOf("hash"));
    var root = block.index(toIndex, index).orElseThrow();
    var toEntry =
        ProofJson.map(
            proof.get("timestamp_proof"),
            ProofJson.valueOf("hash"),
            value -> Canonical.bytes(message(value)));
    return toEntry
        .check(root, MapKind.RAW)
        .orElseThrow()
        .get(content.toBytes())
        .map(bytes -> Canonical.parse(TimestampEntry.parser(), bytes));
  }

  private static TimestampEntry message(JsonNode json) {
    var timestamp = json.get("timestamp");
    var time = json.get("time");
    return TimestampEntry.newBuilder()
        .setTimestamp(
            Timestamp.newBuilder()
                .setContentHash(hash(timestamp.get("content_hash")))
                .setMetadata(timestamp.get("metadata").stringValue()))
        .setTxHash(hash(json.get("tx_hash")))
        .setTime(
            com.google.protobuf.Timestamp.newBuilder()
                .setSeconds(time.get("seconds").longValue())
                .setNanos(time.get("nanos").intValue()))
        .build();
  }

  private static io.supervisor.wire.crypto.Hash hash(JsonNode json) {
    var bytes = new byte[json.get("data").size()];
    for (var i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) json.get("data").get(i).intValue();
    }
    return io.supervisor.wire.crypto.Hash.newBuilder().setData(ByteString.copyFrom(bytes)).build();
  }
}
