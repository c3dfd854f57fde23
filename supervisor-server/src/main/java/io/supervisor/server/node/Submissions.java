package io.supervisor.server.node;

import io.supervisor.api.Hash;
import io.supervisor.api.MalformedMessageException;
import io.supervisor.api.crypto.SignatureCheck;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.core.pool.PoolAnswer;
import io.supervisor.core.replica.ReplicaInput;
import io.supervisor.server.node.InputQueue.Lane;
import io.supervisor.server.observe.Metrics;
import io.supervisor.server.observe.PoolMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;

/** Transactions of clients on their way into the pool, and the answers on their way back. */
final class Submissions {
  /** Transactions that may be on their way at once. */
  private static final long UNDERWAY_MAX = 50_000;

  /** Verified by one task, so that one call can use several processors. */
  private static final int CHUNK = 32;

  private static final Duration RETRY_AFTER = Duration.ofMillis(200);

  private record Ticket(Hash transaction, CompletableFuture<Submission> answer) {}

  private final InputQueue queue;
  private final Executor verifiers;
  private final Executor answers;
  private final SignatureCheck check;
  private final IntSupplier bytesMax;
  private final Metrics metrics;
  private final AtomicLong nextTicket = new AtomicLong();
  private final Map<Long, Ticket> tickets = new ConcurrentHashMap<>();
  private final AtomicLong underway = new AtomicLong();
  private volatile boolean closed;

  /**
   * @param answers runs what follows an answer
   * @param bytesMax of a transaction, as the chain has it now
   */
  Submissions(
      InputQueue queue,
      Executor verifiers,
      Executor answers,
      SignatureCheck check,
      IntSupplier bytesMax,
      Metrics metrics) {
    this.queue = queue;
    this.verifiers = verifiers;
    this.answers = answers;
    this.check = check;
    this.bytesMax = bytesMax;
    this.metrics = metrics;
  }

  /** Answers in the same order. */
  List<CompletableFuture<Submission>> submit(List<byte[]> messages) {
    var futures = new ArrayList<CompletableFuture<Submission>>(messages.size());
    for (int begin = 0; begin < messages.size(); begin += CHUNK) {
      futures.addAll(
          submitChunk(messages.subList(begin, Math.min(begin + CHUNK, messages.size()))));
    }
    return futures;
  }

  private List<CompletableFuture<Submission>> submitChunk(List<byte[]> messages) {
    if (closed) {
      return repeated(messages.size(), stopping());
    }
    if (underway.addAndGet(messages.size()) > UNDERWAY_MAX) {
      underway.addAndGet(-messages.size());
      return repeated(messages.size(), new Submission.Overloaded(RETRY_AFTER));
    }
    var futures = new ArrayList<CompletableFuture<Submission>>(messages.size());
    for (int i = 0; i < messages.size(); i++) {
      var future = new CompletableFuture<Submission>();
      future.whenComplete((_, _) -> underway.decrementAndGet());
      futures.add(future);
    }
    try {
      verifiers.execute(() -> verify(List.copyOf(messages), futures));
    } catch (RejectedExecutionException e) {
      futures.forEach(future -> future.complete(stopping()));
    }
    return futures;
  }

  /** Whatever happens, nobody waits in vain. */
  private void verify(List<byte[]> messages, List<CompletableFuture<Submission>> futures) {
    try {
      enqueue(verified(messages, futures));
    } catch (RuntimeException | Error e) {
      futures.forEach(future -> future.completeExceptionally(e));
      tickets.values().removeIf(ticket -> futures.contains(ticket.answer()));
      throw e;
    }
  }

  private List<ReplicaInput.Submitted> verified(
      List<byte[]> messages, List<CompletableFuture<Submission>> futures) {
    var good = new ArrayList<ReplicaInput.Submitted>();
    for (int i = 0; i < messages.size(); i++) {
      try {
        var transaction = VerifiedTransaction.verify(messages.get(i), bytesMax.getAsInt(), check);
        good.add(ticket(transaction, futures.get(i)));
      } catch (MalformedMessageException e) {
        answer(futures.get(i), new Submission.Malformed(String.valueOf(e.getMessage())));
      }
    }
    return good;
  }

  /** Submits what this node has signed itself: by the same checks, or peers take it for a liar. */
  CompletableFuture<Submission> submitOwn(VerifiedTransaction transaction) {
    var future = new CompletableFuture<Submission>();
    underway.incrementAndGet();
    future.whenComplete((_, _) -> underway.decrementAndGet());
    enqueue(verified(List.of(transaction.bytes()), List.of(future)));
    return future;
  }

  private ReplicaInput.Submitted ticket(
      VerifiedTransaction transaction, CompletableFuture<Submission> future) {
    long ticket = nextTicket.incrementAndGet();
    tickets.put(ticket, new Ticket(transaction.hash(), future));
    return new ReplicaInput.Submitted(ticket, transaction);
  }

  private void enqueue(List<ReplicaInput.Submitted> inputs) {
    int taken = queue.offerAll(Lane.TRANSACTIONS, InputQueue.Local.CLIENTS, inputs);
    for (var refused : inputs.subList(taken, inputs.size())) {
      var ticket = tickets.remove(refused.ticket());
      if (ticket != null) {
        answer(ticket.answer(), closed ? stopping() : new Submission.Overloaded(RETRY_AFTER));
      }
    }
  }

  /** The pool has answered. */
  void onAnswer(long number, PoolAnswer answer) {
    var ticket = tickets.remove(number);
    if (ticket != null) {
      answer(ticket.answer(), submission(ticket.transaction(), answer));
    }
  }

  /** Every way in ends in {@link #answer}, so each submission is counted once. */
  private void count(Submission submission) {
    switch (submission) {
      case Submission.Accepted _ -> metrics.pool().accepted(1);
      case Submission.Malformed _ -> metrics.pool().refused(PoolMetrics.Refusal.MALFORMED);
      case Submission.Refused _, Submission.NotValidator _ ->
          metrics.pool().refused(PoolMetrics.Refusal.REFUSED);
      case Submission.Overloaded _ -> metrics.pool().refused(PoolMetrics.Refusal.OVERLOADED);
      case Submission.Unavailable _ -> metrics.pool().refused(PoolMetrics.Refusal.UNAVAILABLE);
      case Submission.AlreadyPooled _, Submission.AlreadyCommitted _ -> {}
    }
  }

  private static Submission submission(Hash transaction, PoolAnswer answer) {
    return switch (answer) {
      case PoolAnswer.Accepted() -> new Submission.Accepted(transaction);
      case PoolAnswer.Known() -> new Submission.AlreadyPooled(transaction);
      case PoolAnswer.Committed _ -> new Submission.AlreadyCommitted(transaction);
      case PoolAnswer.NotAdmissible(var error) -> new Submission.Refused(transaction, error);
      case PoolAnswer.Full(_, var retryAfter) -> new Submission.Overloaded(retryAfter);
      case PoolAnswer.Paused() -> new Submission.Unavailable("consensus is paused on this node");
    };
  }

  /** Whoever waits is told that the node stops. */
  void close() {
    closed = true;
    for (var number : List.copyOf(tickets.keySet())) {
      var ticket = tickets.remove(number);
      if (ticket != null) {
        ticket.answer().complete(stopping());
      }
    }
  }

  /** Not on this thread: what follows is the client's. */
  private void answer(CompletableFuture<Submission> future, Submission submission) {
    count(submission);
    try {
      answers.execute(() -> future.complete(submission));
    } catch (RejectedExecutionException e) {
      future.complete(submission);
    }
  }

  private static Submission stopping() {
    return new Submission.Unavailable("the node is stopping");
  }

  private static List<CompletableFuture<Submission>> repeated(int count, Submission submission) {
    var futures = new ArrayList<CompletableFuture<Submission>>(count);
    for (int i = 0; i < count; i++) {
      futures.add(CompletableFuture.completedFuture(submission));
    }
    return futures;
  }
}
