package io.supervisor.client;

import com.google.protobuf.ByteString;
import io.supervisor.api.Hash;
import io.supervisor.api.MalformedMessageException;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.api.proof.ProofError.Reason;
import io.supervisor.rpc.v1.GetTransactionRequest;
import io.supervisor.rpc.v1.GetTransactionResponse;
import io.supervisor.rpc.v1.LedgerServiceGrpc;
import io.supervisor.rpc.v1.SubmitTransactionRequest;
import io.supervisor.rpc.v1.SubmitTransactionResponse;
import io.supervisor.rpc.v1.SubmitTransactionsRequest;
import io.supervisor.rpc.v1.SubmitTransactionsResponse;
import io.supervisor.rpc.v1.TransactionHashes;
import io.supervisor.rpc.v1.WatchTransactionsRequest;
import io.supervisor.rpc.v1.WatchTransactionsResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Transactions: submitting them, waiting for them, looking them up. What is said to be committed is
 * verified; that a transaction waits in a pool, or is not known, cannot be.
 *
 * <p>The blocking methods throw {@link SupervisorException}s; the futures of the others fail with
 * them, inside of {@link java.util.concurrent.CompletionException} where futures are chained.
 */
public final class Transactions {
  private final Nodes nodes;
  private final Commits commits;
  private final ClientSettings settings;

  Transactions(Nodes nodes, Verifier verifier, ClientSettings settings) {
    this.nodes = nodes;
    this.commits = new Commits(verifier, settings);
    this.settings = settings;
  }

  /**
   * Hands a transaction to a node. It will probably be committed, but only {@link #awaitCommit}
   * knows.
   */
  public Hash submit(VerifiedTransaction transaction) {
    return Waiting.join(submitAsync(transaction));
  }

  /** As {@link #submit}. */
  public CompletableFuture<Hash> submitAsync(VerifiedTransaction transaction) {
    return nodes.call(
        settings.limit(), settings.attemptMax(), (node, time) -> submit(node, time, transaction));
  }

  private static CompletableFuture<Hash> submit(
      Node node, Duration time, VerifiedTransaction transaction) {
    var request =
        SubmitTransactionRequest.newBuilder()
            .setTransaction(ByteString.copyFrom(transaction.bytes()))
            .build();
    return Unary.<SubmitTransactionResponse>call(
            node,
            observer ->
                node.stub(LedgerServiceGrpc::newStub, time).submitTransaction(request, observer))
        .thenApply(answer -> {
          if (!answer.getHash().equals(transaction.hash().toByteString())) {
            throw Verifier.lie(node, Reason.NOT_ABOUT, "acknowledged another transaction");
          }
          return transaction.hash();
        });
  }

  /**
   * Hands many transactions to one node, in order.
   *
   * @return outcomes in the order of the transactions
   */
  public List<SubmitOutcome> submitAll(List<VerifiedTransaction> transactions) {
    return Waiting.join(submitAllAsync(transactions));
  }

  /** As {@link #submitAll}. */
  public CompletableFuture<List<SubmitOutcome>> submitAllAsync(
      List<VerifiedTransaction> transactions) {
    var request = SubmitTransactionsRequest.newBuilder();
    transactions.forEach(tx -> request.addTransactions(ByteString.copyFrom(tx.bytes())));
    return nodes.call(
        settings.limit(),
        settings.attemptMax(),
        (node, time) ->
            Unary.<SubmitTransactionsResponse>call(
                    node,
                    observer ->
                        node.stub(LedgerServiceGrpc::newStub, time)
                            .submitTransactions(request.build(), observer))
                .thenApply(answer -> outcomes(node, answer, transactions)));
  }

  private static List<SubmitOutcome> outcomes(
      Node node, SubmitTransactionsResponse answer, List<VerifiedTransaction> transactions) {
    if (answer.getOutcomesCount() != transactions.size()) {
      throw Verifier.lie(
          node,
          Reason.MALFORMED,
          "got "
              + answer.getOutcomesCount()
              + " outcomes of "
              + transactions.size()
              + " transactions");
    }
    var outcomes = new ArrayList<SubmitOutcome>(transactions.size());
    for (var i = 0; i < transactions.size(); i++) {
      var hash = transactions.get(i).hash();
      var outcome = answer.getOutcomes(i);
      outcomes.add(
          outcome.hasError()
              ? new SubmitOutcome.NotAccepted(
                  hash, Statuses.exception(node.name(), outcome.getError()))
              : new SubmitOutcome.Accepted(hash));
    }
    return outcomes;
  }

  /**
   * Submits a transaction and waits until it is committed. A node that does not get it committed in
   * time is left for another, to which the transaction is handed as well.
   *
   * @throws TimedOutException if it is not committed in time; it may be later
   */
  public CommittedTransaction submitAndWait(VerifiedTransaction transaction, Duration timeout) {
    return Waiting.join(submitAndWaitAsync(transaction, timeout));
  }

  /** As {@link #submitAndWait}. */
  public CompletableFuture<CommittedTransaction> submitAndWaitAsync(
      VerifiedTransaction transaction, Duration timeout) {
    return named(
        nodes.call(
            timeout,
            settings.commitAttemptMax(),
            (node, time) ->
                submit(node, time, transaction).thenCompose(hash -> watch(node, time, hash))),
        transaction.hash());
  }

  /**
   * Waits until a transaction is committed that was submitted before.
   *
   * @throws TimedOutException if it is not committed in time; it may be later
   */
  public CommittedTransaction awaitCommit(Hash hash, Duration timeout) {
    return Waiting.join(awaitCommitAsync(hash, timeout));
  }

  /** As {@link #awaitCommit}. */
  public CompletableFuture<CommittedTransaction> awaitCommitAsync(Hash hash, Duration timeout) {
    return named(
        nodes.call(timeout, settings.commitAttemptMax(), (node, time) -> watch(node, time, hash)),
        hash);
  }

  private CompletableFuture<CommittedTransaction> watch(Node node, Duration time, Hash hash) {
    var request =
        WatchTransactionsRequest.newBuilder()
            .setHashes(TransactionHashes.newBuilder().addHashes(hash.toByteString()))
            .setWithProof(true)
            .build();
    return Unary.<WatchTransactionsResponse>first(
            node,
            observer ->
                node.stub(LedgerServiceGrpc::newStub, time).watchTransactions(request, observer))
        .thenCompose(answer -> commits.verify(node, hash, answer.getCommitted()));
  }

  /** A timeout that says what was waited for. */
  private static CompletableFuture<CommittedTransaction> named(
      CompletableFuture<CommittedTransaction> commit, Hash hash) {
    return commit.handle((committed, thrown) -> {
      if (thrown == null) {
        return committed;
      }
      var cause = Nodes.unwrap(thrown);
      if (cause instanceof TimedOutException) {
        throw new TimedOutException(
            "transaction " + hash + " is not committed yet: " + cause.getMessage(),
            Optional.of(hash),
            cause);
      }
      throw (RuntimeException) cause;
    });
  }

  /** A transaction by its hash; empty if the node that was asked does not know it. */
  public Optional<TransactionState> find(Hash hash) {
    return Waiting.join(findAsync(hash));
  }

  /** As {@link #find}. */
  public CompletableFuture<Optional<TransactionState>> findAsync(Hash hash) {
    var request =
        GetTransactionRequest.newBuilder().setHash(hash.toByteString()).setWithProof(true).build();
    return nodes
        .call(
            settings.limit(),
            settings.attemptMax(),
            (node, time) ->
                Unary.<GetTransactionResponse>call(
                        node,
                        observer ->
                            node.stub(LedgerServiceGrpc::newStub, time)
                                .getTransaction(request, observer))
                    .thenCompose(answer -> state(node, hash, answer)))
        .handle((state, thrown) -> {
          if (thrown == null) {
            return Optional.of(state);
          }
          if (Nodes.unwrap(thrown) instanceof NotFoundException) {
            return Optional.empty();
          }
          throw (RuntimeException) Nodes.unwrap(thrown);
        });
  }

  private CompletableFuture<TransactionState> state(
      Node node, Hash hash, GetTransactionResponse answer) {
    VerifiedTransaction transaction;
    try {
      transaction = VerifiedTransaction.verify(answer.getTransaction().toByteArray());
    } catch (MalformedMessageException e) {
      throw Verifier.lie(node, Reason.MALFORMED, e.reason() + ", " + e.getMessage());
    }
    if (!transaction.hash().equals(hash)) {
      throw Verifier.lie(node, Reason.NOT_ABOUT, "answered with " + transaction.hash());
    }
    return answer.hasCommitted()
        ? commits
            .verify(node, hash, answer.getCommitted())
            .thenApply(committed -> new TransactionState.Committed(transaction, committed))
        : CompletableFuture.completedFuture(new TransactionState.Pooled(transaction));
  }
}
