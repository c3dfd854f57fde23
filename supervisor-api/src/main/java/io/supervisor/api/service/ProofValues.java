package io.supervisor.api.service;

import com.google.protobuf.ByteString;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.proof.BlockProof;
import io.supervisor.api.proof.ListProof;
import io.supervisor.api.proof.MapProof;
import io.supervisor.wire.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Proofs as existing light clients read them in JSON. Source: wire.md section 3. */
public final class ProofValues {
  private ProofValues() {}

  /** Members {@code block} and {@code precommits}. */
  public static Value.Struct of(BlockProof proof) {
    return Value.struct()
        .with("block", of(proof.block()))
        .with("precommits", precommits(proof))
        .build();
  }

  /** The signed messages as hexadecimal digits. */
  public static Value.Array precommits(BlockProof proof) {
    return new Value.Array(
        proof.precommits().stream()
            .<Value>map(message -> Value.hex(Canonical.bytes(message)))
            .toList());
  }

  /** Header of a block; its additional headers are arrays of byte values. */
  public static Value.Struct of(Block block) {
    var headers = Value.struct();
    for (var header : block.getAdditionalHeaders().getHeaders().getEntriesList()) {
      headers.with(header.getKey(), byteArray(header.getValue()));
    }
    return Value.struct()
        .with("height", Value.ofUnsigned(block.getHeight()))
        .with("tx_count", Value.of(Integer.toUnsignedLong(block.getTxCount())))
        .with("prev_hash", hex(block.getPrevHash()))
        .with("tx_hash", hex(block.getTxHash()))
        .with("state_hash", hex(block.getStateHash()))
        .with("error_hash", hex(block.getErrorHash()))
        .with("additional_headers", Value.struct().with("headers", headers.build()).build())
        .build();
  }

  /**
   * Proof of a map.
   *
   * @param key from the value bytes of a key
   * @param value from the value bytes of a value
   */
  public static Value.Struct of(
      MapProof proof, Function<byte[], Value> key, Function<byte[], Value> value) {
    var entries = new ArrayList<Value>();
    for (var entry : proof.entries()) {
      entries.add(
          entry
              .value()
              .map(bytes ->
                  Value.struct()
                      .with("key", key.apply(entry.key()))
                      .with("value", value.apply(bytes))
                      .build())
              .orElseGet(() -> Value.struct().with("missing", key.apply(entry.key())).build()));
    }
    var hashes = new ArrayList<Value>();
    for (var node : proof.hashes()) {
      hashes.add(
          Value.struct()
              .with("path", Value.of(node.path().toString()))
              .with("hash", Value.hex(node.hash().toBytes()))
              .build());
    }
    return Value.struct()
        .with("entries", Value.array(entries))
        .with("proof", Value.array(hashes))
        .build();
  }

  /**
   * Proof of a list.
   *
   * @param value from the value bytes of an element
   */
  public static Value.Struct of(ListProof proof, Function<byte[], Value> value) {
    var hashes = new ArrayList<Value>();
    for (var node : proof.hashes()) {
      hashes.add(
          Value.struct()
              .with("index", Value.ofUnsigned(node.index()))
              .with("height", Value.of(node.height()))
              .with("hash", Value.hex(node.hash().toBytes()))
              .build());
    }
    var entries = new ArrayList<Value>();
    for (var entry : proof.entries()) {
      entries.add(
          Value.array(List.of(Value.ofUnsigned(entry.index()), value.apply(entry.value()))));
    }
    return Value.struct()
        .with("proof", Value.array(hashes))
        .with("entries", Value.array(entries))
        .with("length", Value.ofUnsigned(proof.length()))
        .build();
  }

  /**
   * A hash, key or signature inside of a stored message: the structure of its protobuf message, an
   * object with the bytes as numbers (wire.md section 3.2).
   */
  public static Value.Struct inMessage(ByteString data) {
    return Value.struct().with("data", byteArray(data)).build();
  }

  /** Bytes as an array of numbers. */
  public static Value.Array byteArray(ByteString bytes) {
    var numbers = new ArrayList<Value>(bytes.size());
    for (var i = 0; i < bytes.size(); i++) {
      numbers.add(Value.of(bytes.byteAt(i) & 0xffL));
    }
    return new Value.Array(numbers);
  }

  private static Value hex(io.supervisor.wire.crypto.Hash hash) {
    return Value.hex(hash.getData().toByteArray());
  }
}
