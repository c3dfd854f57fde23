package io.supervisor.server.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.Height;
import io.supervisor.core.replica.ReplicaInput;
import io.supervisor.server.node.InputQueue.Lane;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class InputQueueTest {
  private final InputQueue queue = new InputQueue();

  @Test
  void aSourceThatFloodsWaitsForItselfOnly() {
    var lane = new FairLane<String, Integer>(100);
    IntStream.range(0, 200).forEach(i -> assertThat(lane.offer("a", i, 1)).isEqualTo(i < 100));
    assertThat(lane.offer("b", 1_000, 1)).isTrue();
    assertThat(lane.offer("b", 1_001, 1)).isTrue();
    var taken = new ArrayList<Integer>();
    lane.drainTo(taken, 4);
    assertThat(taken).containsExactly(0, 1_000, 1, 1_001);
    lane.drainTo(taken, Long.MAX_VALUE);
    assertThat(taken).hasSize(102);
    assertThat(lane.isEmpty()).isTrue();
  }

  @Test
  void anItemAboveTheBoundIsTakenWhenNothingElseWaits() {
    var lane = new FairLane<String, Integer>(10);
    assertThat(lane.offer("a", 1, 50)).isTrue();
    assertThat(lane.offer("a", 2, 1)).isFalse();
    var taken = new ArrayList<Integer>();
    lane.drainTo(taken, 1);
    assertThat(taken).containsExactly(1);
  }

  @Test
  void votesComeBeforeTransactionsAndBothInEveryStep() throws Exception {
    for (int i = 0; i < 5_000; i++) {
      queue.offer(Lane.TRANSACTIONS, "peer", input(1), 1);
      queue.offer(Lane.CONSENSUS, "peer", input(2), 1);
    }
    var step = queue.take(0);
    assertThat(step).startsWith(input(2)).endsWith(input(1)).hasSizeLessThan(5_000);
    assertThat(step.stream().filter(input(1)::equals).count()).isGreaterThan(100);
  }

  @Test
  void whoWaitsIsWokenByInputsQuestionsAndTheEnd() throws Exception {
    try (var thread = Executors.newSingleThreadExecutor()) {
      assertThat(afterWait(thread, () -> queue.offer(Lane.CONTROL, "x", input(1), 1)))
          .containsExactly(input(1));
      assertThat(afterWait(thread, queue::wake)).isEmpty();
      assertThat(afterWait(thread, queue::close)).isEmpty();
    }
    assertThat(queue.offer(Lane.CONTROL, "x", input(1), 1)).isFalse();
  }

  @Test
  void workThatIsLeftIsNotWaitedFor() {
    assertThat(InputQueue.waitNanos(Long.MIN_VALUE, 5_000)).isZero();
    assertThat(InputQueue.waitNanos(4_999, 5_000)).isZero();
    assertThat(InputQueue.waitNanos(5_002, 5_000)).isEqualTo(2_000_000);
    assertThat(InputQueue.waitNanos(Long.MAX_VALUE, -5_000)).isEqualTo(60_000_000_000L);
  }

  @Test
  void offeringManyTellsHowManyHadRoom() {
    var inputs = IntStream.range(0, 70_000).mapToObj(InputQueueTest::input).toList();
    assertThat(queue.offerAll(Lane.TRANSACTIONS, "x", inputs)).isEqualTo(60_000);
  }

  @Test
  void tasksOfOneSerialExecutorKeepTheirOrderAndTheirBound() throws Exception {
    var done = new ArrayList<Integer>();
    try (var pool = Executors.newFixedThreadPool(4)) {
      var serial = new SerialExecutor(pool, 1_000);
      var blocked = new CompletableFuture<Void>();
      serial.offer(blocked::join, 1);
      for (int i = 0; i < 2_000; i++) {
        int number = i;
        serial.offer(() -> done.add(number), 1);
      }
      blocked.complete(null);
      var last = new CompletableFuture<Void>();
      while (!serial.offer(() -> last.complete(null), 1)) {
        Thread.onSpinWait();
      }
      last.get(60, TimeUnit.SECONDS);
    }
    assertThat(done).isSorted().startsWith(0, 1, 2).hasSizeBetween(998, 1_001);
  }

  private List<ReplicaInput> afterWait(java.util.concurrent.ExecutorService thread, Runnable event)
      throws Exception {
    var taken = thread.submit(() -> queue.take(TimeUnit.SECONDS.toNanos(60)));
    event.run();
    return taken.get(60, TimeUnit.SECONDS);
  }

  private static ReplicaInput input(int number) {
    return new ReplicaInput.CheckpointsVerified(new Height(number));
  }
}
