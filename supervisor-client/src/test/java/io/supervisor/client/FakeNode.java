package io.supervisor.client;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import io.supervisor.api.Hash;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.api.proof.CallProof;
import io.supervisor.api.proof.IndexProof;
import io.supervisor.api.proof.ProofMessages;
import io.supervisor.rpc.v1.Block;
import io.supervisor.rpc.v1.CommittedTransaction;
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
import io.supervisor.rpc.v1.ProvenConsensusConfig;
import io.supervisor.rpc.v1.QueryRequest;
import io.supervisor.rpc.v1.QueryResponse;
import io.supervisor.rpc.v1.QueryServiceGrpc;
import io.supervisor.rpc.v1.SubmitOutcome;
import io.supervisor.rpc.v1.SubmitTransactionRequest;
import io.supervisor.rpc.v1.SubmitTransactionResponse;
import io.supervisor.rpc.v1.SubmitTransactionsRequest;
import io.supervisor.rpc.v1.SubmitTransactionsResponse;
import io.supervisor.rpc.v1.WatchBlocksRequest;
import io.supervisor.rpc.v1.WatchBlocksResponse;
import io.supervisor.rpc.v1.WatchTransactionsRequest;
import io.supervisor.rpc.v1.WatchTransactionsResponse;
import io.supervisor.wire.TxLocation;
import io.supervisor.wire.runtime.ExecutionStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A node in this process that answers from a {@link FakeChain}, and lies where it is told to. */
final class FakeNode extends LedgerServiceGrpc.LedgerServiceImplBase implements AutoCloseable {
  /** Fewer than asked for, so that clients have to turn pages. */
  private static final int PAGE = 2;

  final String name = UUID.randomUUID().toString();
  final AtomicInteger submissions = new AtomicInteger();
  final AtomicInteger calls = new AtomicInteger();
  private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
  private final FakeChain chain;
  private final Server server;
  private final ManagedChannel channel;

  /** What becomes of blocks, statuses, commits and call statuses on their way out. */
  volatile UnaryOperator<Block> blocks = UnaryOperator.identity();

  volatile UnaryOperator<ListConsensusConfigsResponse> histories = UnaryOperator.identity();
  volatile UnaryOperator<GetLedgerStatusResponse> statuses = UnaryOperator.identity();
  volatile UnaryOperator<CommittedTransaction> commits = UnaryOperator.identity();
  volatile UnaryOperator<GetCallStatusResponse> outcomes = UnaryOperator.identity();
  volatile UnaryOperator<QueryResponse> answers = UnaryOperator.identity();

  /** Whether submitted transactions get into a block, or nowhere. */
  volatile boolean commitsWhatIsSubmitted = true;

  /** Whether what it commits fails. */
  volatile boolean failsWhatIsSubmitted;

  /** What submissions end with. */
  volatile @Nullable Status refusal;

  /** Whether the stream of a watcher of transactions breaks before it is told anything. */
  volatile BooleanSupplier watchBreaks = () -> false;

  /** Blocks that a watcher gets before its stream breaks. */
  volatile long watchBreaksAfter = Long.MAX_VALUE;

  FakeNode(FakeChain chain) {
    this.chain = chain;
    this.server = start();
    this.channel = InProcessChannelBuilder.forName(name).directExecutor().build();
  }

  private Server start() {
    try {
      return InProcessServerBuilder.forName(name)
          .addService(this)
          .addService(new Reads())
          .build()
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ManagedChannel channel() {
    return channel;
  }

  /** The node dies. */
  void kill() {
    server.shutdownNow();
  }

  @Override
  public void close() throws InterruptedException {
    channel.shutdownNow();
    server.shutdownNow().awaitTermination();
  }

  @Override
  public void getLedgerStatus(
      GetLedgerStatusRequest request, StreamObserver<GetLedgerStatusResponse> observer) {
    calls.incrementAndGet();
    var last = chain.last();
    var status =
        GetLedgerStatusResponse.newBuilder()
            .setHeight(last.header().height().value())
            .setBlockHash(last.hash().toByteString())
            .setGenesisHash(chain.genesis().toByteString())
            .setConsensusConfig(Canonical.toWire(last.config()))
            .setRules(2)
            .setConfigProof(
                ProofMessages.toWire(
                    new IndexProof(last.proof(), last.index(Verifier.CONFIG_INDEX))));
    answer(observer, statuses.apply(status.build()));
  }

  @Override
  public void listConsensusConfigs(
      ListConsensusConfigsRequest request, StreamObserver<ListConsensusConfigsResponse> observer) {
    calls.incrementAndGet();
    var changes = chain.changes();
    var from = request.getPageToken().isEmpty() ? 0 : Integer.parseInt(request.getPageToken());
    var end = Math.min(from + PAGE, changes.size());
    var answer = ListConsensusConfigsResponse.newBuilder();
    for (var entry : changes.subList(from, end)) {
      answer.addConfigs(
          ProvenConsensusConfig.newBuilder()
              .setConfig(Canonical.toWire(entry.config()))
              .setProof(
                  ProofMessages.toWire(
                      new IndexProof(entry.proof(), entry.index(Verifier.CONFIG_INDEX)))));
    }
    if (end < changes.size()) {
      answer.setNextPageToken(Integer.toString(end));
    }
    answer(observer, histories.apply(answer.build()));
  }

  @Override
  public void getBlock(GetBlockRequest request, StreamObserver<GetBlockResponse> observer) {
    calls.incrementAndGet();
    if (request.getHeight() > chain.height()) {
      observer.onError(Status.NOT_FOUND.withDescription("no such block").asRuntimeException());
      return;
    }
    answer(observer, GetBlockResponse.newBuilder().setBlock(block(request.getHeight())).build());
  }

  private Block block(long height) {
    var entry = chain.get(height);
    return blocks.apply(
        Block.newBuilder()
            .setHeight(height)
            .setHash(entry.hash().toByteString())
            .setHeader(Canonical.toWire(entry.header()))
            .addAllPrecommits(entry.precommits())
            .build());
  }

  @Override
  public void listBlocks(ListBlocksRequest request, StreamObserver<ListBlocksResponse> observer) {
    var answer = ListBlocksResponse.newBuilder();
    var height = request.hasLatest() ? request.getLatest() : chain.height();
    while (height >= request.getEarliest() && answer.getBlocksCount() < request.getPageSize()) {
      answer.addBlocks(block(height--));
    }
    answer(observer, answer.build());
  }

  @Override
  public void watchBlocks(
      WatchBlocksRequest request, StreamObserver<WatchBlocksResponse> observer) {
    send(request.getFromHeight(), observer);
    watchers.add(() -> send(request.getFromHeight(), observer));
  }

  /** Whether somebody waits for blocks that are not there yet. */
  boolean isWatched() {
    return !watchers.isEmpty();
  }

  /** Sends those who waited for blocks what there is by now. */
  void tellWatchers() {
    watchers.forEach(Runnable::run);
  }

  private void send(long from, StreamObserver<WatchBlocksResponse> observer) {
    var sent = 0;
    for (var height = from; height <= chain.height(); height++) {
      if (sent++ == watchBreaksAfter) {
        observer.onError(Status.UNAVAILABLE.withDescription("going away").asRuntimeException());
        return;
      }
      observer.onNext(WatchBlocksResponse.newBuilder().setBlock(block(height)).build());
    }
  }

  @Override
  public void submitTransaction(
      SubmitTransactionRequest request, StreamObserver<SubmitTransactionResponse> observer) {
    submissions.incrementAndGet();
    var refused = refusal;
    if (refused != null) {
      observer.onError(refused(refused));
      return;
    }
    answer(
        observer,
        SubmitTransactionResponse.newBuilder()
            .setHash(accept(VerifiedTransaction.verify(request.getTransaction().toByteArray())))
            .build());
  }

  private com.google.protobuf.ByteString accept(VerifiedTransaction transaction) {
    synchronized (chain) { // the other nodes may be handed the same
      if (commitsWhatIsSubmitted && chain.find(transaction.hash()).isEmpty()) {
        if (failsWhatIsSubmitted) {
          chain.addFailed(transaction);
        } else {
          chain.add(transaction);
        }
      }
    }
    return transaction.hash().toByteString();
  }

  static io.grpc.StatusRuntimeException refused(Status status) {
    return StatusProto.toStatusRuntimeException(
        com.google.rpc.Status.newBuilder()
            .setCode(status.getCode().value())
            .setMessage("refused")
            .addDetails(
                Any.pack(
                    ErrorInfo.newBuilder()
                        .setReason("TRANSACTION_REFUSED")
                        .putMetadata("kind", "core")
                        .putMetadata("code", "6")
                        .build()))
            .build());
  }

  @Override
  public void submitTransactions(
      SubmitTransactionsRequest request, StreamObserver<SubmitTransactionsResponse> observer) {
    var answer = SubmitTransactionsResponse.newBuilder();
    for (var bytes : request.getTransactionsList()) {
      try {
        answer.addOutcomes(
            SubmitOutcome.newBuilder()
                .setHash(accept(VerifiedTransaction.verify(bytes.toByteArray()))));
      } catch (IllegalArgumentException e) {
        answer.addOutcomes(
            SubmitOutcome.newBuilder()
                .setError(StatusProto.fromThrowable(refused(Status.INVALID_ARGUMENT))));
      }
    }
    answer(observer, answer.build());
  }

  @Override
  public void getTransaction(
      GetTransactionRequest request, StreamObserver<GetTransactionResponse> observer) {
    var hash = Hash.of(request.getHash());
    var location = chain.find(hash);
    if (location.isEmpty()) {
      observer.onError(Status.NOT_FOUND.withDescription("unknown").asRuntimeException());
      return;
    }
    var body =
        chain
            .get(location.get().height().value())
            .transactions()
            .get(location.get().position())
            .bytes();
    answer(
        observer,
        GetTransactionResponse.newBuilder()
            .setTransaction(com.google.protobuf.ByteString.copyFrom(body))
            .setCommitted(committed(hash).orElseThrow())
            .build());
  }

  @Override
  public void watchTransactions(
      WatchTransactionsRequest request, StreamObserver<WatchTransactionsResponse> observer) {
    calls.incrementAndGet();
    if (watchBreaks.getAsBoolean()) {
      observer.onError(Status.UNAVAILABLE.withDescription("going away").asRuntimeException());
      return;
    }
    for (var hash : request.getHashes().getHashesList()) {
      committed(Hash.of(hash))
          .ifPresent(committed ->
              observer.onNext(
                  WatchTransactionsResponse.newBuilder()
                      .setHash(hash)
                      .setCommitted(committed)
                      .build()));
    }
  }

  private Optional<CommittedTransaction> committed(Hash hash) {
    return chain
        .find(hash)
        .map(location -> {
          var entry = chain.get(location.height().value());
          var status = ExecutionStatus.newBuilder();
          if (entry.isFailed(location.position())) {
            status.setError(
                Canonical.toWire(FakeChain.ERROR).toBuilder().setDescription("no money"));
          } else {
            status.setOk(com.google.protobuf.Empty.getDefaultInstance());
          }
          return commits.apply(
              CommittedTransaction.newBuilder()
                  .setLocation(
                      TxLocation.newBuilder()
                          .setBlockHeight(location.height().value())
                          .setPositionInBlock(location.position()))
                  .setStatus(status)
                  .setProof(ProofMessages.toWire(entry.location(location.position())))
                  .setBlockProof(ProofMessages.toWire(entry.proof()))
                  .build());
        });
  }

  @Override
  public void getCallStatus(
      GetCallStatusRequest request, StreamObserver<GetCallStatusResponse> observer) {
    var entry = chain.get(request.getCallOfBlock().getHeight());
    var position = request.getCallOfBlock().getCall().getTransaction();
    answer(
        observer,
        outcomes.apply(
            GetCallStatusResponse.newBuilder()
                .setProof(
                    ProofMessages.toWire(
                        new CallProof(entry.proof(), entry.call(position), "no money")))
                .build()));
  }

  /** The service that it runs: answers with the last block and a value that the test sets. */
  private final class Reads extends QueryServiceGrpc.QueryServiceImplBase {
    @Override
    public void query(QueryRequest request, StreamObserver<QueryResponse> observer) {
      var last = chain.last();
      FakeNode.answer(
          observer,
          answers.apply(
              QueryResponse.newBuilder()
                  .setHeight(last.header().height().value())
                  .setBlockProof(ProofMessages.toWire(last.proof()))
                  .build()));
    }
  }

  private static <A> void answer(StreamObserver<A> observer, A answer) {
    observer.onNext(answer);
    observer.onCompleted();
  }
}
