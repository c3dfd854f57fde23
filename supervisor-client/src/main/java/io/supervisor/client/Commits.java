package io.supervisor.client;

import io.supervisor.api.CallInBlock;
import io.supervisor.api.ExecutionError;
import io.supervisor.api.Hash;
import io.supervisor.api.TxLocation;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.proof.Checked;
import io.supervisor.api.proof.ProofMessages;
import io.supervisor.api.proof.TreeHash;
import io.supervisor.api.proof.VerifiedBlock;
import io.supervisor.rpc.v1.CallOfBlock;
import io.supervisor.rpc.v1.GetCallStatusRequest;
import io.supervisor.rpc.v1.GetCallStatusResponse;
import io.supervisor.rpc.v1.LedgerServiceGrpc;
import io.supervisor.wire.runtime.ExecutionStatus;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Verifies that transactions are committed, and with what outcome. A block without errors proves
 * that all its transactions succeeded; of others the outcome is asked for with a proof of its own.
 */
final class Commits {
  private final Verifier verifier;
  private final ClientSettings settings;

  Commits(Verifier verifier, ClientSettings settings) {
    this.verifier = verifier;
    this.settings = settings;
  }

  CompletableFuture<CommittedTransaction> verify(
      Node node, Hash hash, io.supervisor.rpc.v1.CommittedTransaction committed) {
    return verifier
        .block(node, ProofMessages.fromWire(committed.getBlockProof()))
        .thenCompose(block -> verify(node, hash, committed, block));
  }

  private CompletableFuture<CommittedTransaction> verify(
      Node node,
      Hash hash,
      io.supervisor.rpc.v1.CommittedTransaction committed,
      VerifiedBlock block) {
    var location =
        Verifier.believe(
            node,
            Checked.of(() -> ProofMessages.fromWire(committed.getProof()))
                .flatMap(proof -> block.transaction(proof, hash)));
    if (block.header().errorHash().equals(TreeHash.EMPTY_MAP)) {
      return CompletableFuture.completedFuture(
          new CommittedTransaction(hash, location, block, Optional.empty()));
    }
    return outcome(node, block, location)
        .thenApply(error ->
            new CommittedTransaction(
                hash, location, block, error.map(e -> described(e, committed.getStatus()))));
  }

  private CompletableFuture<Optional<ExecutionError>> outcome(
      Node node, VerifiedBlock block, TxLocation location) {
    var call = new CallInBlock.Transaction(location.position());
    var request =
        GetCallStatusRequest.newBuilder()
            .setCallOfBlock(
                CallOfBlock.newBuilder()
                    .setHeight(location.height().value())
                    .setCall(Canonical.toWire(call)))
            .setWithProof(true)
            .build();
    return Unary.<GetCallStatusResponse>call(
            node,
            observer ->
                node.stub(LedgerServiceGrpc::newStub, settings.attemptMax())
                    .getCallStatus(request, observer))
        .thenApply(answer ->
            Verifier.believe(
                node,
                Checked.of(() -> ProofMessages.fromWire(answer.getProof().getCallProof()))
                    .flatMap(proof -> block.call(proof, call))));
  }

  /** The proven error, with the description that the node gives: no hash covers that. */
  private static ExecutionError described(ExecutionError proven, ExecutionStatus status) {
    return new ExecutionError(
        proven.kind(),
        proven.code(),
        status.getError().getDescription(),
        proven.runtimeId(),
        proven.callSite());
  }
}
