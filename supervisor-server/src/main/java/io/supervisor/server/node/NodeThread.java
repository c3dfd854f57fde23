package io.supervisor.server.node;

import io.supervisor.core.consensus.Now;
import io.supervisor.core.replica.Replica;
import io.supervisor.core.replica.ReplicaInput;
import io.supervisor.core.replica.ReplicaStatus;
import io.supervisor.server.javaruntime.ServiceJar;
import io.supervisor.server.observe.EventLog;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The one thread that owns the replica: takes what waits, lets the replica make one step of it,
 * carries the effects out. A step that throws has broken an invariant or met a failing disk, so it
 * ends the thread, and with it the node.
 */
final class NodeThread {
  private final Replica replica;
  private final InputQueue queue;
  private final EffectCarrier carrier;
  private final EventLog log;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final Questions<Replica> questions = new Questions<>(ended);
  private final Thread thread;
  private volatile boolean stopping;
  private volatile ReplicaStatus status;

  NodeThread(Replica replica, InputQueue queue, EffectCarrier carrier, EventLog log) {
    this.replica = replica;
    this.queue = queue;
    this.carrier = carrier;
    this.log = log;
    this.status = replica.status();
    this.thread =
        Thread.ofPlatform().name("node").stackSize(ServiceJar.STACK_BYTES).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** As of the end of the last step. */
  ReplicaStatus status() {
    return status;
  }

  /** Completed when the thread has ended; exceptionally, if the node could not go on. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  /** Asks the replica between two steps. */
  <T> CompletableFuture<T> ask(Function<Replica, T> question) {
    var answer = questions.ask(question);
    queue.wake();
    return answer;
  }

  /** Lets the step end that is under way, and makes no other. */
  void stop() {
    stopping = true;
    queue.close();
  }

  private void run() {
    try {
      carrier.carryOut(replica.start(now()));
      List<ReplicaInput> inputs = List.of();
      while (!stopping) {
        carrier.carryOut(replica.step(now(), inputs));
        status = replica.status();
        questions.answerAll(replica);
        inputs = queue.take(InputQueue.waitNanos(replica.wakeAtMs(), monotonicMs()));
      }
      ended.complete(null);
    } catch (InterruptedException e) {
      ended.completeExceptionally(e);
    } catch (Throwable e) {
      // Whatever it is, the state of the replica is unknown now.
      queue.close();
      log.failed("the node thread", e);
      ended.completeExceptionally(e);
    } finally {
      questions.refuseAll();
    }
  }

  private static Now now() {
    return new Now(monotonicMs(), Instant.now());
  }

  private static long monotonicMs() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }
}
