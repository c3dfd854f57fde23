package io.supervisor.server.replay;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.PublicKey;
import io.supervisor.api.ValidatorKeys;
import io.supervisor.api.Vectors;
import io.supervisor.wire.CallInBlock;
import io.supervisor.wire.runtime.ExecutionError;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** The chain of vectors/chain.json, with the indexes of vectors/chain_indexes.json. */
final class RecordedChain {
  /** Hashes of indexes by name, as they changed at a height. */
  private static final TreeMap<Long, Map<String, Hash>> CHANGED_INDEXES = new TreeMap<>();

  private static final JsonNode CHAIN = Vectors.file("chain");

  static {
    Vectors.file("chain_indexes")
        .valueStream()
        .forEach(node ->
            CHANGED_INDEXES.put(node.get("height").longValue(), hashes(node.get("changed"))));
  }

  private RecordedChain() {}

  /** One block as recorded. */
  record Block(
      Height height,
      byte[] header,
      Hash hash,
      Hash stateHash,
      List<byte[]> transactions,
      Map<CallInBlock, ExecutionError> errors,
      List<byte[]> precommits) {}

  static List<Block> blocks() {
    return CHAIN.get("blocks").valueStream().map(RecordedChain::block).toList();
  }

  /** What the network was configured with. */
  static ConsensusConfig consensusConfig() {
    var json = CHAIN.get("genesis").get("consensus");
    return new ConsensusConfig(
        json.get("validator_keys")
            .valueStream()
            .map(keys -> new ValidatorKeys(key(keys, "consensus_key"), key(keys, "service_key")))
            .toList(),
        json.get("first_round_timeout").longValue(),
        json.get("status_timeout").longValue(),
        json.get("peers_timeout").longValue(),
        json.get("txs_block_limit").intValue(),
        json.get("max_message_len").intValue(),
        json.get("min_propose_timeout").longValue(),
        json.get("max_propose_timeout").longValue(),
        json.get("propose_timeout_threshold").intValue());
  }

  /** Hashes of all indexes of the state aggregator after a height. */
  static Map<String, Hash> indexes(Height height) {
    var all = new TreeMap<String, Hash>();
    CHANGED_INDEXES.headMap(height.value(), true).values().forEach(all::putAll);
    return all;
  }

  private static Block block(JsonNode json) {
    return new Block(
        new Height(json.get("height").longValue()),
        Vectors.hex(json, "block_protobuf_hex"),
        Vectors.hash(json, "block_hash"),
        Vectors.hash(json, "state_hash"),
        json.path("txs").valueStream().map(tx -> Vectors.hex(tx, "signed_message_hex")).toList(),
        errors(json.path("errors")),
        json.get("precommits")
            .valueStream()
            .map(precommit -> HexFormat.of().parseHex(precommit.stringValue()))
            .toList());
  }

  private static Map<CallInBlock, ExecutionError> errors(JsonNode json) {
    var errors = new LinkedHashMap<CallInBlock, ExecutionError>();
    json.valueStream()
        .forEach(error ->
            errors.put(
                parse(CallInBlock.parser(), Vectors.hex(error, "location_key_hex")),
                parse(ExecutionError.parser(), Vectors.hex(error, "error_protobuf_hex"))));
    return errors;
  }

  private static <M> M parse(Parser<M> parser, byte[] bytes) {
    try {
      return parser.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static PublicKey key(JsonNode json, String member) {
    return PublicKey.wrap(Vectors.hex(json, member));
  }

  private static Map<String, Hash> hashes(JsonNode json) {
    var hashes = new TreeMap<String, Hash>();
    json.propertyStream()
        .forEach(entry -> hashes.put(entry.getKey(), Hash.fromHex(entry.getValue().stringValue())));
    return hashes;
  }
}
