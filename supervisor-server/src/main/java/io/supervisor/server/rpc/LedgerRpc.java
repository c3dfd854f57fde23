package io.supervisor.server.rpc;

import com.google.protobuf.ByteString;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import io.supervisor.api.CallInBlock;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.proof.ProofMessages;
import io.supervisor.core.blockchain.CoreSchema;
import io.supervisor.rpc.v1.GetBlockRequest;
import io.supervisor.rpc.v1.GetBlockResponse;
import io.supervisor.rpc.v1.GetCallStatusRequest;
import io.supervisor.rpc.v1.GetCallStatusResponse;
import io.supervisor.rpc.v1.GetLedgerStatusRequest;
import io.supervisor.rpc.v1.GetLedgerStatusResponse;
import io.supervisor.rpc.v1.GetTransactionRequest;
import io.supervisor.rpc.v1.GetTransactionResponse;
import io.supervisor.rpc.v1.LedgerServiceGrpc;
import io.supervisor.rpc.v1.ListBlocksRequest;
import io.supervisor.rpc.v1.ListBlocksResponse;
import io.supervisor.rpc.v1.ListConsensusConfigsRequest;
import io.supervisor.rpc.v1.ListConsensusConfigsResponse;
import io.supervisor.rpc.v1.PooledTransaction;
import io.supervisor.rpc.v1.ProvenConsensusConfig;
import io.supervisor.rpc.v1.SubmitOutcome;
import io.supervisor.rpc.v1.SubmitTransactionRequest;
import io.supervisor.rpc.v1.SubmitTransactionResponse;
import io.supervisor.rpc.v1.SubmitTransactionsRequest;
import io.supervisor.rpc.v1.SubmitTransactionsResponse;
import io.supervisor.rpc.v1.WatchBlocksRequest;
import io.supervisor.rpc.v1.WatchBlocksResponse;
import io.supervisor.rpc.v1.WatchTransactionsRequest;
import io.supervisor.rpc.v1.WatchTransactionsResponse;
import io.supervisor.server.node.NodeApi;
import io.supervisor.server.node.Submission;
import java.util.Locale;

/** Transactions, blocks and their proofs. */
final class LedgerRpc extends LedgerServiceGrpc.LedgerServiceImplBase {
  /** Headers that one call looks at: with empty blocks left out, an answer may hold fewer. */
  private static final int HEADERS_MAX = 10_000;

  private final NodeApi node;
  private final LedgerWatches watches;

  LedgerRpc(NodeApi node, Watchers watchers) {
    this.node = node;
    this.watches = new LedgerWatches(node, watchers);
  }

  @Override
  public void submitTransaction(
      SubmitTransactionRequest request, StreamObserver<SubmitTransactionResponse> observer) {
    var transaction = Requests.transaction(request.getTransaction());
    Answers.answer(
        observer,
        node.submit(transaction),
        submission -> SubmitTransactionResponse.newBuilder().setHash(accepted(submission)).build());
  }

  @Override
  public void submitTransactions(
      SubmitTransactionsRequest request, StreamObserver<SubmitTransactionsResponse> observer) {
    var transactions = Requests.transactions(request);
    Answers.answer(
        observer,
        node.submitAll(transactions),
        submissions ->
            SubmitTransactionsResponse.newBuilder()
                .addAllOutcomes(submissions.stream().map(LedgerRpc::outcome).toList())
                .build());
  }

  private static SubmitOutcome outcome(Submission submission) {
    var outcome = SubmitOutcome.newBuilder();
    try {
      outcome.setHash(accepted(submission));
    } catch (io.grpc.StatusRuntimeException e) {
      outcome.setError(StatusProto.fromThrowable(e));
    }
    return outcome.build();
  }

  /** Hash of an accepted transaction; throws the status of a refused one. */
  private static ByteString accepted(Submission submission) {
    return switch (submission) {
      case Submission.Accepted(var hash) -> hash.toByteString();
      case Submission.AlreadyPooled(var hash) -> hash.toByteString();
      case Submission.AlreadyCommitted(var hash) -> hash.toByteString();
      case Submission refused -> throw Errors.of(refused);
    };
  }

  @Override
  public void getLedgerStatus(
      GetLedgerStatusRequest request, StreamObserver<GetLedgerStatusResponse> observer) {
    var ledger = Ledger.of(node);
    var status =
        GetLedgerStatusResponse.newBuilder()
            .setHeight(ledger.height().value())
            .setBlockHash(ledger.schema().lastHash().toByteString())
            .setGenesisHash(node.identity().genesis().toByteString())
            .setConsensusConfig(Canonical.toWire(ledger.schema().consensusConfig()))
            .setRules(ledger.schema().rules().number());
    ledger.time().ifPresent(status::setTime);
    if (request.getWithProof()) {
      var proof = ledger.proofs().index(CoreSchema.CONSENSUS_CONFIG);
      status.setConfigProof(ProofMessages.toWire(proof));
    }
    Answers.answer(
        observer, node.status(), now -> status.setPoolSize(now.pool().transactions()).build());
  }

  @Override
  public void listConsensusConfigs(
      ListConsensusConfigsRequest request, StreamObserver<ListConsensusConfigsResponse> observer) {
    var page = Requests.page(request.getPageSize(), request.getPageToken());
    var proofs = Ledger.of(node).proofs();
    var end = Math.min(page.from() + (long) page.size(), proofs.configCount());
    var answer = ListConsensusConfigsResponse.newBuilder();
    for (var number = (long) page.from(); number < end; number++) {
      var proven = proofs.config(number);
      answer.addConfigs(
          ProvenConsensusConfig.newBuilder()
              .setConfig(Canonical.toWire(proven.config()))
              .setProof(ProofMessages.toWire(proven.proof())));
    }
    if (end < proofs.configCount()) {
      answer.setNextPageToken(Long.toString(end));
    }
    Answers.answer(observer, answer.build());
  }

  @Override
  public void getBlock(GetBlockRequest request, StreamObserver<GetBlockResponse> observer) {
    var block = Ledger.of(node).block(Requests.height(request.getHeight()), request.getParts());
    Answers.answer(observer, GetBlockResponse.newBuilder().setBlock(block).build());
  }

  @Override
  public void listBlocks(ListBlocksRequest request, StreamObserver<ListBlocksResponse> observer) {
    var ledger = Ledger.of(node);
    var range = Requests.blockRange(request, ledger.height());
    var answer = ListBlocksResponse.newBuilder();
    var at = range.latest().value();
    for (var looked = 0; at >= range.earliest().value(); at--, looked++) {
      if (answer.getBlocksCount() == range.pageSize() || looked == HEADERS_MAX) {
        answer.setNextPageToken(Long.toString(at));
        break;
      }
      var height = new Height(at);
      if (!range.skipEmpty() || ledger.header(height).txCount() > 0) {
        answer.addBlocks(ledger.block(height, range.parts()));
      }
    }
    Answers.answer(observer, answer.build());
  }

  @Override
  public void watchBlocks(
      WatchBlocksRequest request, StreamObserver<WatchBlocksResponse> observer) {
    watches.blocks(Requests.blocksFrom(request), observer);
  }

  @Override
  public void getTransaction(
      GetTransactionRequest request, StreamObserver<GetTransactionResponse> observer) {
    var hash = Requests.hash("hash", request.getHash());
    var answer = GetTransactionResponse.newBuilder();
    var pooled = Answers.await(node.pooledTransaction(hash));
    // The pool first: what leaves it meanwhile is in the state that is taken afterwards.
    var ledger = Ledger.of(node);
    var location = ledger.location(hash);
    if (location.isPresent()) {
      answer
          .setTransaction(ByteString.copyFrom(ledger.transaction(location.get())))
          .setCommitted(ledger.committed(location.get(), request.getWithProof()));
    } else {
      answer
          .setTransaction(
              ByteString.copyFrom(pooled.orElseThrow(() -> noTransaction(hash, ledger))))
          .setPooled(PooledTransaction.getDefaultInstance());
    }
    Answers.answer(observer, answer.build());
  }

  @Override
  public void watchTransactions(
      WatchTransactionsRequest request, StreamObserver<WatchTransactionsResponse> observer) {
    watches.transactions(Requests.transactionWatch(request), observer);
  }

  @Override
  public void getCallStatus(
      GetCallStatusRequest request, StreamObserver<GetCallStatusResponse> observer) {
    var selection = Requests.call(request);
    var ledger = Ledger.of(node);
    var place =
        switch (selection) {
          case Requests.CallSelection.InBlock inBlock -> inBlock;
          case Requests.CallSelection.OfTransaction(var hash) -> place(hash, ledger);
        };
    var header = ledger.header(place.height());
    if (place.call() instanceof CallInBlock.Transaction(var index)
        && Integer.compareUnsigned(index, header.txCount()) >= 0) {
      throw Errors.notFound(
          Errors.Reason.TRANSACTION_NOT_FOUND,
          String.format(
              Locale.ROOT,
              "call: got transaction %s, but the block has %s",
              Integer.toUnsignedString(index),
              Integer.toUnsignedString(header.txCount())));
    }
    var answer =
        GetCallStatusResponse.newBuilder()
            .setHeight(place.height().value())
            .setStatus(Ledger.status(ledger.schema().callError(place.height(), place.call())));
    if (request.getWithProof()) {
      ledger
          .proofs()
          .call(place.height(), place.call())
          .map(ProofMessages::toWire)
          .ifPresent(answer::setProof);
    }
    Answers.answer(observer, answer.build());
  }

  private static Requests.CallSelection.InBlock place(Hash hash, Ledger ledger) {
    var location = ledger.location(hash).orElseThrow(() -> noTransaction(hash, ledger));
    return new Requests.CallSelection.InBlock(
        location.height(), new CallInBlock.Transaction(location.position()));
  }

  private static io.grpc.StatusRuntimeException noTransaction(Hash hash, Ledger ledger) {
    return Errors.notFound(
        Errors.Reason.TRANSACTION_NOT_FOUND,
        "This node does not know transaction " + hash + " at height " + ledger.height());
  }
}
