package io.supervisor.server.rpc;

import static io.supervisor.server.rpc.RpcFixture.bytes;
import static io.supervisor.server.rpc.RpcFixture.refusal;
import static io.supervisor.server.rpc.RpcFixture.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.supervisor.api.CallInBlock;
import io.supervisor.api.Hash;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.proof.Checked;
import io.supervisor.api.proof.ProofMessages;
import io.supervisor.api.proof.VerifiedBlock;
import io.supervisor.rpc.v1.BlockParts;
import io.supervisor.rpc.v1.CallOfBlock;
import io.supervisor.rpc.v1.GetBlockRequest;
import io.supervisor.rpc.v1.GetCallStatusRequest;
import io.supervisor.rpc.v1.GetLedgerStatusRequest;
import io.supervisor.rpc.v1.GetTransactionRequest;
import io.supervisor.rpc.v1.LedgerServiceGrpc;
import io.supervisor.rpc.v1.LedgerServiceGrpc.LedgerServiceBlockingStub;
import io.supervisor.rpc.v1.ListBlocksRequest;
import io.supervisor.rpc.v1.SubmitTransactionRequest;
import io.supervisor.rpc.v1.SubmitTransactionsRequest;
import io.supervisor.rpc.v1.TransactionHashes;
import io.supervisor.rpc.v1.TransactionsFrom;
import io.supervisor.rpc.v1.WatchBlocksRequest;
import io.supervisor.rpc.v1.WatchTransactionsRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class LedgerRpcTest {
  @TempDir Path folder;
  private RpcFixture fixture;
  private LedgerServiceBlockingStub ledger;

  @BeforeEach
  void start() throws Exception {
    fixture = new RpcFixture(folder);
    ledger = LedgerServiceGrpc.newBlockingStub(fixture.publicChannel);
  }

  @AfterEach
  void stop() throws Exception {
    fixture.close();
  }

  private Hash submit(io.supervisor.api.crypto.VerifiedTransaction transaction) {
    var request = SubmitTransactionRequest.newBuilder().setTransaction(bytes(transaction)).build();
    return Hash.of(ledger.submitTransaction(request).getHash());
  }

  private List<io.supervisor.api.PublicKey> validators() {
    return List.of(fixture.node.keys().consensusKey());
  }

  private static <T> T valid(Checked<T> checked) {
    assertThat(checked).isInstanceOf(Checked.Valid.class);
    return ((Checked.Valid<T>) checked).value();
  }

  @Test
  void aSubmittedTransactionIsPooledThenCommittedWithAProof() {
    var transaction = fixture.note("hello");
    assertThat(submit(transaction)).isEqualTo(transaction.hash());
    var request =
        GetTransactionRequest.newBuilder()
            .setHash(transaction.hash().toByteString())
            .setWithProof(true)
            .build();
    var pooled = ledger.getTransaction(request);
    assertThat(pooled.hasPooled()).isTrue();
    assertThat(pooled.getTransaction()).isEqualTo(bytes(transaction));

    fixture.node.commit();
    var committed = ledger.getTransaction(request);
    assertThat(committed.getTransaction()).isEqualTo(bytes(transaction));
    assertThat(committed.getCommitted().getLocation().getBlockHeight()).isEqualTo(1);
    assertThat(committed.getCommitted().getStatus().hasOk()).isTrue();
    assertThat(committed.getCommitted().getTime().getSeconds())
        .isEqualTo(LocalNode.START.getEpochSecond() + 1);
    VerifiedBlock block =
        valid(ProofMessages.fromWire(committed.getCommitted().getBlockProof()).check(validators()));
    var location =
        valid(
            block.transaction(
                ProofMessages.fromWire(committed.getCommitted().getProof()), transaction.hash()));
    assertThat(location.height().value()).isEqualTo(1);
  }

  @Test
  void submittingAgainIsAcceptedAgain() {
    var transaction = fixture.note("once");
    submit(transaction);
    submit(transaction);
    fixture.node.commit();
    assertThat(submit(transaction)).isEqualTo(transaction.hash());
    fixture.node.commit();
    assertThat(ledger.getBlock(GetBlockRequest.newBuilder().setHeight(2).build()).getBlock())
        .satisfies(block -> assertThat(block.getHeader().getTxCount()).isZero());
  }

  @Test
  void refusedTransactionsTellWhy() {
    var empty =
        refusalOf(() -> ledger.submitTransaction(SubmitTransactionRequest.newBuilder().build()));
    assertThat(empty.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(empty.violations()).extracting("field").containsExactly("transaction");

    var garbage =
        SubmitTransactionRequest.newBuilder().setTransaction(ByteString.copyFromUtf8("nonsense"));
    var malformed = refusalOf(() -> ledger.submitTransaction(garbage.build()));
    assertThat(malformed.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(malformed.reason()).isEqualTo("MALFORMED_TRANSACTION");

    var forged = fixture.note("a").bytes().clone();
    forged[forged.length - 1] ^= 1;
    var unsigned =
        refusalOf(() ->
            ledger.submitTransaction(
                SubmitTransactionRequest.newBuilder()
                    .setTransaction(ByteString.copyFrom(forged))
                    .build()));
    assertThat(unsigned.reason()).isEqualTo("MALFORMED_TRANSACTION");

    var unknown = refusalOf(() -> submit(fixture.transactionTo(99)));
    assertThat(unknown.code()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(unknown.reason()).isEqualTo("TRANSACTION_REFUSED");
    assertThat(unknown.metadata())
        .containsEntry("kind", "core")
        .containsEntry("code", "7")
        .containsKey("transaction_hash");
  }

  @Test
  void aFullPoolAsksToTryAgain() {
    fixture.node.poolMax = 1;
    submit(fixture.note("first"));
    var full = refusalOf(() -> submit(fixture.note("second")));
    assertThat(full.code()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(full.reason()).isEqualTo("POOL_FULL");
    assertThat(full.retry().orElseThrow().getRetryDelay().getNanos()).isEqualTo(250_000_000);
  }

  @Test
  void aPausedNodeSendsClientsElsewhere() {
    fixture.node.enabled = false;
    var paused = refusalOf(() -> submit(fixture.note("a")));
    assertThat(paused.code()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(paused.reason()).isEqualTo("NODE_UNAVAILABLE");
  }

  @Test
  void eachOfManyTransactionsHasItsOwnOutcome() {
    var answer =
        ledger.submitTransactions(
            SubmitTransactionsRequest.newBuilder()
                .addTransactions(bytes(fixture.note("a")))
                .addTransactions(ByteString.copyFromUtf8("nonsense"))
                .addTransactions(bytes(fixture.transactionTo(99)))
                .build());
    assertThat(answer.getOutcomesCount()).isEqualTo(3);
    assertThat(answer.getOutcomes(0).getHash()).isEqualTo(fixture.note("a").hash().toByteString());
    assertThat(refusal(answer.getOutcomes(1).getError()).reason())
        .isEqualTo("MALFORMED_TRANSACTION");
    assertThat(refusal(answer.getOutcomes(2).getError()).metadata()).containsEntry("code", "7");
    var none =
        refusalOf(() -> ledger.submitTransactions(SubmitTransactionsRequest.newBuilder().build()));
    assertThat(none.violations().getFirst().getDescription()).isEqualTo("got 0, want 1 to 10000");
  }

  @Test
  void statusTellsWhatAVerifierNeeds() {
    submit(fixture.note("a"));
    fixture.node.commit();
    submit(fixture.note("b"));
    var status = ledger.getLedgerStatus(GetLedgerStatusRequest.getDefaultInstance());
    assertThat(status.getHeight()).isEqualTo(1);
    assertThat(status.getPoolSize()).isEqualTo(1);
    assertThat(status.getRules()).isEqualTo(2);
    assertThat(status.getGenesisHash()).isEqualTo(fixture.node.identity().genesis().toByteString());
    assertThat(Canonical.fromWire(status.getConsensusConfig()).validators())
        .containsExactly(fixture.node.keys());
  }

  @Test
  void statusProvesTheConfigurationOnRequest() {
    fixture.node.commit();
    var request = GetLedgerStatusRequest.newBuilder().setWithProof(true).build();
    var status = ledger.getLedgerStatus(request);
    var proof = ProofMessages.fromWire(status.getConfigProof());
    VerifiedBlock block = valid(proof.blockProof().check(validators()));
    assertThat(valid(block.index(proof.indexProof(), "core.consensus_config")))
        .isEqualTo(Canonical.hash(status.getConsensusConfig()));
  }

  @Test
  void blocksComeWithThePartsAskedFor() {
    submit(fixture.note("a"));
    fixture.node.commit();
    var plain = ledger.getBlock(GetBlockRequest.newBuilder().setHeight(1).build()).getBlock();
    assertThat(plain.getPrecommitsCount()).isZero();
    assertThat(plain.getTransactionsCount()).isZero();
    assertThat(plain.getHash())
        .isEqualTo(Canonical.hash(Canonical.fromWire(plain.getHeader())).toByteString());
    var parts = BlockParts.newBuilder().setPrecommits(true).setTransactions(true);
    var full =
        ledger
            .getBlock(GetBlockRequest.newBuilder().setHeight(1).setParts(parts).build())
            .getBlock();
    assertThat(full.getPrecommitsCount()).isEqualTo(1);
    assertThat(full.getTransactions(0).getHash())
        .isEqualTo(fixture.note("a").hash().toByteString());
    assertThat(full.getTransactions(0).getCallInfo().getInstanceId()).isEqualTo(7);
    var genesis = ledger.getBlock(GetBlockRequest.getDefaultInstance()).getBlock();
    assertThat(genesis.hasTime()).isFalse();
    assertThat(genesis.getHash()).isEqualTo(fixture.node.identity().genesis().toByteString());
    var above = refusalOf(() -> ledger.getBlock(GetBlockRequest.newBuilder().setHeight(2).build()));
    assertThat(above.code()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(above.reason()).isEqualTo("BLOCK_NOT_FOUND");
  }

  private List<Long> heights(ListBlocksRequest request) {
    var heights = new ArrayList<Long>();
    var token = "";
    do {
      var answer = ledger.listBlocks(request.toBuilder().setPageToken(token).build());
      answer.getBlocksList().forEach(block -> heights.add(block.getHeight()));
      token = answer.getNextPageToken();
    } while (!token.isEmpty());
    return heights;
  }

  @Test
  void listsComeInPagesNewestFirst() {
    for (var i = 0; i < 3; i++) {
      submit(fixture.note("note " + i));
      fixture.node.commit(2);
    }
    assertThat(heights(ListBlocksRequest.getDefaultInstance()))
        .containsExactly(6L, 5L, 4L, 3L, 2L, 1L, 0L);
    assertThat(heights(ListBlocksRequest.newBuilder().setPageSize(2).build()))
        .containsExactly(6L, 5L, 4L, 3L, 2L, 1L, 0L);
    assertThat(heights(ListBlocksRequest.newBuilder().setSkipEmpty(true).setPageSize(1).build()))
        .containsExactly(5L, 3L, 1L);
    assertThat(heights(ListBlocksRequest.newBuilder().setLatest(4).setEarliest(3).build()))
        .containsExactly(4L, 3L);
    assertThat(heights(ListBlocksRequest.newBuilder().setEarliest(100).build())).isEmpty();
  }

  @Test
  void allFaultsOfARequestAreNamedAtOnce() {
    var bad =
        ListBlocksRequest.newBuilder()
            .setPageSize(1_001)
            .setPageToken("x")
            .setLatest(5)
            .setEarliest(-1)
            .build();
    var refusal = refusalOf(() -> ledger.listBlocks(bad));
    assertThat(refusal.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refusal.reason()).isEqualTo("INVALID_REQUEST");
    assertThat(refusal.violations())
        .extracting("field")
        .containsExactlyInAnyOrder("page_size", "page_token", "latest", "earliest");
    assertThat(refusal.violations())
        .extracting("description")
        .contains("got 1001, want 0 to 1000", "got 18446744073709551615, want below 2^63");
  }

  @Test
  void watchingResumesFromAHeightAndFollowsTheLedger() {
    fixture.node.commit(2);
    var blocks = ledger.watchBlocks(WatchBlocksRequest.newBuilder().setFromHeight(1).build());
    assertThat(blocks.next().getBlock().getHeight()).isEqualTo(1);
    assertThat(blocks.next().getBlock().getHeight()).isEqualTo(2);
    fixture.node.commit();
    assertThat(blocks.next().getBlock().getHeight()).isEqualTo(3);
  }

  @Test
  void watchingTransactionsByHashEndsAfterTheLast() {
    var early = fixture.note("early");
    var late = fixture.note("late");
    submit(early);
    fixture.node.commit();
    var watch =
        ledger.watchTransactions(
            WatchTransactionsRequest.newBuilder()
                .setHashes(
                    TransactionHashes.newBuilder()
                        .addHashes(early.hash().toByteString())
                        .addHashes(late.hash().toByteString()))
                .build());
    assertThat(watch.next().getHash()).isEqualTo(early.hash().toByteString());
    fixture.node.commit();
    submit(late);
    fixture.node.commit();
    var last = watch.next();
    assertThat(last.getHash()).isEqualTo(late.hash().toByteString());
    assertThat(last.getCommitted().getLocation().getBlockHeight()).isEqualTo(3);
    assertThat(watch.hasNext()).isFalse();
  }

  @Test
  void watchingTransactionsFromAHeightSelectsByMethod() {
    submit(fixture.note("a"));
    submit(fixture.transaction(NotesArtifact.FAIL, "b"));
    fixture.node.commit();
    var watch =
        ledger.watchTransactions(
            WatchTransactionsRequest.newBuilder()
                .setFrom(
                    TransactionsFrom.newBuilder()
                        .setFromHeight(0)
                        .setInstanceId(7)
                        .setMethodId(NotesArtifact.FAIL))
                .setWithTransaction(true)
                .build());
    var failed = watch.next();
    assertThat(failed.getCallInfo().getMethodId()).isEqualTo(NotesArtifact.FAIL);
    assertThat(failed.getCommitted().getStatus().getError().getCode()).isEqualTo(17);
    assertThat(failed.getTransaction())
        .isEqualTo(bytes(fixture.transaction(NotesArtifact.FAIL, "b")));
  }

  @Test
  void stoppingTheServersEndsWatches() throws Exception {
    var blocks = ledger.watchBlocks(WatchBlocksRequest.newBuilder().setFromHeight(0).build());
    assertThat(blocks.next().getBlock().getHeight()).isZero();
    fixture.servers.close();
    assertThat(refusalOf(blocks::next).code()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(fixture.node.listeners()).isEmpty();
  }

  @Test
  void outcomesOfCallsAreProven() {
    var failing = fixture.transaction(NotesArtifact.FAIL, "on purpose");
    submit(failing);
    submit(fixture.note("good"));
    fixture.node.commit();
    var failed =
        ledger.getCallStatus(
            GetCallStatusRequest.newBuilder()
                .setTransactionHash(failing.hash().toByteString())
                .setWithProof(true)
                .build());
    assertThat(failed.getStatus().getError().getDescription()).isEqualTo("on purpose");
    var call =
        valid(
            ProofMessages.fromWire(failed.getProof())
                .check(validators(), new CallInBlock.Transaction(0)));
    assertThat(call.error().orElseThrow().codeText()).isEqualTo("service:17");

    var hook =
        ledger.getCallStatus(
            GetCallStatusRequest.newBuilder()
                .setCallOfBlock(
                    CallOfBlock.newBuilder()
                        .setHeight(1)
                        .setCall(
                            io.supervisor.wire.CallInBlock.newBuilder().setAfterTransactions(7)))
                .setWithProof(true)
                .build());
    assertThat(hook.getStatus().hasOk()).isTrue();
    assertThat(hook.hasProof()).isTrue();
  }

  @Test
  void unknownCallsAreNotFound() {
    fixture.node.commit();
    var unknown =
        GetCallStatusRequest.newBuilder().setTransactionHash(Hash.ZERO.toByteString()).build();
    assertThat(refusalOf(() -> ledger.getCallStatus(unknown)).reason())
        .isEqualTo("TRANSACTION_NOT_FOUND");
    var beyond =
        GetCallStatusRequest.newBuilder()
            .setCallOfBlock(
                CallOfBlock.newBuilder()
                    .setHeight(1)
                    .setCall(io.supervisor.wire.CallInBlock.newBuilder().setTransaction(0)))
            .build();
    assertThat(refusalOf(() -> ledger.getCallStatus(beyond)).reason())
        .isEqualTo("TRANSACTION_NOT_FOUND");
    assertThat(
            refusalOf(() -> ledger.getCallStatus(GetCallStatusRequest.getDefaultInstance())).code())
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
  }
}
