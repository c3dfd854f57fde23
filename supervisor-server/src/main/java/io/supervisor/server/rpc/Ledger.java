package io.supervisor.server.rpc;

import com.google.protobuf.Empty;
import com.google.protobuf.Timestamp;
import io.supervisor.api.BlockHeader;
import io.supervisor.api.CallInBlock;
import io.supervisor.api.ExecutionError;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.TxLocation;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.api.proof.BlockProof;
import io.supervisor.api.proof.ProofMessages;
import io.supervisor.core.blockchain.ChainReader;
import io.supervisor.core.blockchain.CoreSchema;
import io.supervisor.core.blockchain.Proofs;
import io.supervisor.core.merkledb.KeyValueView;
import io.supervisor.core.merkledb.Snapshot;
import io.supervisor.rpc.v1.Block;
import io.supervisor.rpc.v1.BlockParts;
import io.supervisor.rpc.v1.CommittedTransaction;
import io.supervisor.rpc.v1.TransactionSummary;
import io.supervisor.server.node.NodeApi;
import io.supervisor.wire.runtime.CallInfo;
import io.supervisor.wire.runtime.ExecutionStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One state with the blocks up to it, as messages. For one call. */
final class Ledger {
  private final ChainReader chain;
  private final CoreSchema schema;
  private final Proofs proofs;
  private final Height height;

  private Ledger(KeyValueView state, ChainReader chain) {
    this.chain = chain;
    this.schema = new CoreSchema(new Snapshot(state).access(""));
    this.proofs = new Proofs(state, chain);
    this.height = proofs.height();
  }

  /** The state after the last committed block. */
  static Ledger of(NodeApi node) {
    return new Ledger(node.snapshot(), node.chain());
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

  BlockHeader header(Height at) {
    return schema.header(at).orElseThrow(() -> noBlock(at));
  }

  /** Throws NOT_FOUND above the height of the state. */
  Block block(Height at, BlockParts parts) {
    var proof = proofs.block(at).orElseThrow(() -> noBlock(at));
    var block =
        Block.newBuilder()
            .setHeight(at.value())
            .setHash(Canonical.hash(Canonical.fromWire(proof.block())).toByteString())
            .setHeader(proof.block());
    time(proof).ifPresent(block::setTime);
    if (parts.getPrecommits()) {
      block.addAllPrecommits(proof.precommits());
    }
    if (parts.getTransactions()) {
      transactions(at).forEach(block::addTransactions);
    }
    return block.build();
  }

  private List<TransactionSummary> transactions(Height at) {
    var hashes = transactionHashes(at);
    var summaries = new ArrayList<TransactionSummary>(hashes.size());
    for (var i = 0; i < hashes.size(); i++) {
      var call = callInfo(transaction(new TxLocation(at, i)));
      summaries.add(
          TransactionSummary.newBuilder()
              .setHash(hashes.get(i).toByteString())
              .setCallInfo(call)
              .build());
    }
    return summaries;
  }

  List<Hash> transactionHashes(Height at) {
    return chain.transactionHashes(at).orElseThrow(() -> noBlock(at));
  }

  /** Bytes of a transaction that stands there. */
  byte[] transaction(TxLocation location) {
    return chain
        .transaction(location.height(), location.position())
        .orElseThrow(() -> new IllegalStateException("no transaction at " + location));
  }

  static CallInfo callInfo(byte[] transaction) {
    var call = VerifiedTransaction.trusted(transaction);
    return CallInfo.newBuilder()
        .setInstanceId(call.instance().value())
        .setMethodId(call.method())
        .build();
  }

  Optional<TxLocation> location(Hash transaction) {
    return proofs.location(transaction);
  }

  CommittedTransaction committed(TxLocation location, boolean withProof) {
    var block = proofs.block(location.height()).orElseThrow(() -> noBlock(location.height()));
    var call = new CallInBlock.Transaction(location.position());
    var committed =
        CommittedTransaction.newBuilder()
            .setLocation(
                io.supervisor.wire.TxLocation.newBuilder()
                    .setBlockHeight(location.height().value())
                    .setPositionInBlock(location.position()))
            .setStatus(status(schema.callError(location.height(), call)));
    time(block).ifPresent(committed::setTime);
    if (withProof) {
      committed
          .setProof(ProofMessages.toWire(proofs.location(location)))
          .setBlockProof(ProofMessages.toWire(block));
    }
    return committed.build();
  }

  static ExecutionStatus status(Optional<ExecutionError> error) {
    return error
        .map(failure -> ExecutionStatus.newBuilder().setError(Canonical.toWire(failure)).build())
        .orElseGet(() -> ExecutionStatus.newBuilder().setOk(Empty.getDefaultInstance()).build());
  }

  /** Time of the last block of the state. */
  Optional<Timestamp> time() {
    return time(proofs.lastBlock());
  }

  private static Optional<Timestamp> time(BlockProof proof) {
    return Proofs.time(proof)
        .map(instant ->
            Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build());
  }

  private io.grpc.StatusRuntimeException noBlock(Height at) {
    return Errors.notFound(
        Errors.Reason.BLOCK_NOT_FOUND, "height: got " + at + ", but the ledger ends at " + height);
  }
}
