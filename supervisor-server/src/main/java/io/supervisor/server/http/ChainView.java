package io.supervisor.server.http;

import io.supervisor.api.BlockHeader;
import io.supervisor.api.CallInBlock;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.TxLocation;
import io.supervisor.api.proof.BlockProof;
import io.supervisor.api.service.ProofValues;
import io.supervisor.api.service.Value;
import io.supervisor.core.blockchain.ChainReader;
import io.supervisor.core.blockchain.CoreSchema;
import io.supervisor.core.blockchain.Proofs;
import io.supervisor.core.merkledb.KeyValueView;
import io.supervisor.core.merkledb.Snapshot;
import io.supervisor.server.node.NodeApi;
import java.time.Instant;
import java.util.List;

/** One state with the blocks up to it, as the explorer shows them. For one request. */
final class ChainView {
  private final ChainReader chain;
  private final Proofs proofs;
  private final CoreSchema schema;
  private final Height height;

  private ChainView(KeyValueView state, ChainReader chain) {
    this.chain = chain;
    this.proofs = new Proofs(state, chain);
    this.schema = new CoreSchema(new Snapshot(state).access(""));
    this.height = proofs.height();
  }

  /** The state after the last committed block. */
  static ChainView of(NodeApi node) {
    return new ChainView(node.snapshot(), node.chain());
  }

  Height height() {
    return height;
  }

  CoreSchema schema() {
    return schema;
  }

  Proofs proofs() {
    return proofs;
  }

  /** Requires that the height is not above that of the state. */
  BlockHeader header(Height at) {
    return schema.header(at).orElseThrow(() -> missing(at));
  }

  /** Requires that the height is not above that of the state. */
  BlockProof block(Height at) {
    return proofs.block(at).orElseThrow(() -> missing(at));
  }

  /** Requires that the height is not above that of the state. */
  List<Hash> transactionHashes(Height at) {
    return chain.transactionHashes(at).orElseThrow(() -> missing(at));
  }

  /** Bytes of a transaction that stands there. */
  byte[] transaction(TxLocation location) {
    return chain
        .transaction(location.height(), location.position())
        .orElseThrow(() -> missing(location.height()));
  }

  /** Adds where a transaction stands, the proof of it, its outcome, and the time of its block. */
  Value.StructBuilder committed(Value.StructBuilder answer, TxLocation location) {
    return answer
        .with("location", of(location))
        .with("location_proof", ProofValues.of(proofs.location(location), Value::hex))
        .with("status", status(location))
        .with("time", Value.of(time(block(location.height())).toString()));
  }

  /** The same as WebSockets tell it. */
  Value.StructBuilder notified(Value.StructBuilder notice, TxLocation location) {
    return notice
        .with("status", status(location))
        .with("location", of(location))
        .with("location_proof", ProofValues.of(proofs.location(location), Value::hex))
        .with("time", Value.of(time(block(location.height())).toString()));
  }

  private static Value of(TxLocation location) {
    return Value.struct()
        .with("block_height", Value.of(location.height().value()))
        .with("position_in_block", Value.of(location.position()))
        .build();
  }

  private Value status(TxLocation location) {
    return ExecutionValues.status(
        schema.callError(location.height(), new CallInBlock.Transaction(location.position())));
  }

  /** The epoch for genesis, which has no time. */
  static Instant time(BlockProof block) {
    return Proofs.time(block).orElse(Instant.EPOCH);
  }

  private static IllegalStateException missing(Height at) {
    return new IllegalStateException("block " + at + " of the state is not to be found");
  }
}
