package io.supervisor.api.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.Hash;
import io.supervisor.api.PublicKey;
import io.supervisor.api.ValidatorKeys;
import io.supervisor.api.Vectors;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.crypto.SignedEnvelope;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.wire.Block;
import io.supervisor.wire.Config;
import io.supervisor.wire.runtime.ExecutionError;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A recorded network's whole chain, as far as it can be verified without executing it. */
class ChainVectorsTest {
  private static final JsonNode CHAIN = Vectors.file("chain");

  @Test
  void everyBlockIsCertifiedByTheValidatorsAndLinksToTheOneBefore() {
    var keys =
        config(CHAIN.get("genesis").get("consensus")).validators().stream()
            .map(ValidatorKeys::consensusKey)
            .toList();
    var previous = Hash.ZERO;
    var blocks = Vectors.cases("chain", "blocks");
    for (var json : blocks) {
      var block = check(json, keys);
      assertThat(block.header().prevHash()).isEqualTo(previous);
      assertThat(block.hash()).isEqualTo(Vectors.hash(json, "block_hash"));
      assertThat(block.header().stateHash()).isEqualTo(Vectors.hash(json, "state_hash"));
      assertThat(block.height().value()).isEqualTo(json.get("height").longValue());
      assertThat(block.header().epoch()).hasValue(block.height().value());
      previous = block.hash();
    }
    assertThat(blocks).hasSize(1_363);
  }

  private static VerifiedBlock check(JsonNode json, List<PublicKey> keys) {
    var bytes = Vectors.hex(json, "block_protobuf_hex");
    var wire = Canonical.parse(Block.parser(), bytes);
    assertThat(Canonical.toWire(Canonical.fromWire(wire)).toByteArray()).isEqualTo(bytes);
    var precommits =
        Vectors.stream(json, "precommits")
            .map(hex -> SignedEnvelope.parse(HexFormat.of().parseHex(hex.stringValue())).toWire())
            .toList();
    var proof = new BlockProof(wire, precommits);
    return json.get("height").longValue() == 0
        ? proof.check(Vectors.hash(json, "block_hash")).orElseThrow()
        : proof.check(keys).orElseThrow();
  }

  @Test
  void transactionsAndErrorsHashToWhatTheHeadersSay() {
    var transactions = 0;
    var errors = 0;
    for (var json : CHAIN.get("blocks")) {
      var header =
          Canonical.fromWire(
              Canonical.parse(Block.parser(), Vectors.hex(json, "block_protobuf_hex")));
      var hashes = transactionHashes(json);
      assertThat(header.txCount()).isEqualTo(hashes.size());
      assertThat(ReferenceTrees.listHash(hashes)).isEqualTo(header.txHash());
      var failed = failedCalls(json);
      assertThat(ReferenceTrees.mapHash(ReferenceTrees.byPath(failed, MapKind.HASHED)))
          .isEqualTo(header.errorHash());
      transactions += hashes.size();
      errors += failed.size();
    }
    System.out.println("chain.json: " + transactions + " transactions, " + errors + " errors");
    assertThat(transactions).isEqualTo(210);
    assertThat(errors).isEqualTo(106);
  }

  private static List<byte[]> transactionHashes(JsonNode json) {
    var hashes = new ArrayList<byte[]>();
    if (json.has("txs")) {
      for (var tx : json.get("txs")) {
        var transaction = VerifiedTransaction.verify(Vectors.hex(tx, "signed_message_hex"));
        assertThat(transaction.hash()).isEqualTo(Vectors.hash(tx, "hash"));
        hashes.add(transaction.hash().toBytes());
      }
    }
    return hashes;
  }

  private static Map<byte[], byte[]> failedCalls(JsonNode json) {
    var failed = new LinkedHashMap<byte[], byte[]>();
    if (json.has("errors")) {
      for (var error : json.get("errors")) {
        var bytes = Vectors.hex(error, "error_protobuf_hex");
        var parsed = Canonical.fromWire(Canonical.parse(ExecutionError.parser(), bytes));
        assertThat(Canonical.toWire(parsed).toByteArray()).isEqualTo(bytes);
        assertThat(parsed).isEqualTo(ProofJson.error(error.get("error_json")));
        var call = Canonical.toWire(ProofJson.call(error.get("location"))).toByteArray();
        assertThat(call).isEqualTo(Vectors.hex(error, "location_key_hex"));
        failed.put(call, Canonical.toWireWithoutDescription(parsed).toByteArray());
      }
    }
    return failed;
  }

  @Test
  void theIndexesOfTheAggregatorHashToTheStateHashOfEveryHeight() {
    var changes = new LinkedHashMap<Long, JsonNode>();
    for (var change : Vectors.file("chain_indexes")) {
      changes.put(change.get("height").longValue(), change.get("changed"));
    }
    System.out.println("chain_indexes.json: " + changes.size() + " heights");
    assertThat(changes).hasSize(143);
    var indexes = new TreeMap<String, Hash>();
    for (var json : CHAIN.get("blocks")) {
      var change = changes.get(json.get("height").longValue());
      if (change != null) {
        change.properties().forEach(index -> apply(indexes, index));
        assertThat(StateVectorsTest.aggregate(indexes))
            .as("height %s", json.get("height"))
            .isEqualTo(Vectors.hash(json, "state_hash"));
      }
    }
  }

  private static void apply(Map<String, Hash> indexes, Map.Entry<String, JsonNode> index) {
    if (index.getValue().isNull()) {
      indexes.remove(index.getKey());
    } else {
      indexes.put(index.getKey(), Hash.fromHex(index.getValue().stringValue()));
    }
  }

  @Test
  void configurationsAreReadAndWrittenAsTheNodeStoredThem() {
    for (var json : List.of(CHAIN.get("final"), Vectors.file("node_genesis"))) {
      var bytes = Vectors.hex(json, "consensus_config_protobuf_hex");
      var config = Canonical.fromWire(Canonical.parse(Config.parser(), bytes));
      assertThat(config).isEqualTo(config(json.get("consensus_config_json")));
      assertThat(Canonical.toWire(config).toByteArray()).isEqualTo(bytes);
      assertThat(Canonical.hash(Canonical.toWire(config)))
          .isEqualTo(Vectors.hash(json, "consensus_config_hash"));
      assertThat(config.violation()).isEmpty();
    }
  }

  @Test
  void theAggregatorOfTheGenesisDumpHashesToItsStateHash() {
    var genesis = Vectors.file("node_genesis");
    System.out.println("node_genesis.json: 1 dump");
    var indexes = new TreeMap<String, Hash>();
    for (var index : genesis.get("state_aggregator")) {
      indexes.put(index.get("index").stringValue(), Vectors.hash(index, "hash"));
    }
    assertThat(StateVectorsTest.aggregate(indexes)).isEqualTo(Vectors.hash(genesis, "state_hash"));
    var block = genesis.get("blocks").get(0);
    var bytes = Vectors.hex(block, "block_proof_protobuf_hex");
    var proof =
        ProofMessages.fromWire(Canonical.parse(io.supervisor.wire.BlockProof.parser(), bytes));
    assertThat(proof.check(Vectors.hash(block, "block_hash")).isValid()).isTrue();
    assertThat(ProofMessages.toWire(proof).toByteArray()).isEqualTo(bytes);
  }

  private static ConsensusConfig config(JsonNode json) {
    return new ConsensusConfig(
        Vectors.stream(json, "validator_keys")
            .map(keys ->
                new ValidatorKeys(
                    PublicKey.of(Vectors.hex(keys, "consensus_key")),
                    PublicKey.of(Vectors.hex(keys, "service_key"))))
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
}
