package io.supervisor.server.node;

import io.supervisor.core.replica.ReplicaInput;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits for the node thread. Each step takes something of every lane, votes first, so that
 * neither a flood of transactions holds votes up nor the other way round (original-consensus.md,
 * H23).
 */
final class InputQueue {
  /** Who put something in: a peer's key, or one of these. */
  enum Local {
    NODE,
    CLIENTS
  }

  /** Longest wait for inputs, whatever comes. */
  private static final long WAIT_MS_MAX = 60_000;

  /** What an input is about, in the order in which a step sees them. */
  enum Lane {
    /** Connections, results of this node's own work, the administrator. */
    CONTROL(10_000, Long.MAX_VALUE),
    /** Votes, proposals, wishes, proofs of lock. */
    CONSENSUS(8_192, 1_024),
    /** Requests, answers, status. */
    EXCHANGE(1_024, 256),
    /** Transactions; the weight is their number. */
    TRANSACTIONS(60_000, 2_000);

    private final long sourceWeightMax;
    private final long stepWeightMax;

    Lane(long sourceWeightMax, long stepWeightMax) {
      this.sourceWeightMax = sourceWeightMax;
      this.stepWeightMax = stepWeightMax;
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<FairLane<Object, ReplicaInput>> lanes = new ArrayList<>();
  private boolean woken;
  private boolean closed;

  InputQueue() {
    for (var lane : Lane.values()) {
      lanes.add(new FairLane<>(lane.sourceWeightMax));
    }
  }

  /** Whether there was room; otherwise the input is lost, as on any network. */
  boolean offer(Lane lane, Object source, ReplicaInput input, int weight) {
    lock.lock();
    try {
      if (closed || !lanes.get(lane.ordinal()).offer(source, input, weight)) {
        return false;
      }
      changed.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** As {@link #offer} for each, under one lock; answers how many of the first had room. */
  int offerAll(Lane lane, Object source, List<? extends ReplicaInput> inputs) {
    lock.lock();
    try {
      int taken = 0;
      while (!closed
          && taken < inputs.size()
          && lanes.get(lane.ordinal()).offer(source, inputs.get(taken), 1)) {
        taken++;
      }
      changed.signal();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes the inputs of one step; none if nothing came in time or the queue is closed.
   *
   * @param waitNanos 0 or less = do not wait
   */
  List<ReplicaInput> take(long waitNanos) throws InterruptedException {
    lock.lock();
    try {
      long left = waitNanos;
      while (left > 0 && !closed && !woken && isEmpty()) {
        left = changed.awaitNanos(left);
      }
      woken = false;
      var inputs = new ArrayList<ReplicaInput>();
      for (var lane : Lane.values()) {
        lanes.get(lane.ordinal()).drainTo(inputs, lane.stepWeightMax);
      }
      return inputs;
    } finally {
      lock.unlock();
    }
  }

  /** Ends a wait, though nothing came in. */
  void wake() {
    lock.lock();
    try {
      woken = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Nothing more gets in, and nobody waits any longer. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Longest wait that {@link #take} is asked for. */
  static long waitNanos(long wakeAtMs, long nowMs) {
    // Long.MIN_VALUE says that work is left: a difference to it comes out at the far end of the
    // numbers.
    return wakeAtMs <= nowMs
        ? 0
        : TimeUnit.MILLISECONDS.toNanos(Math.min(wakeAtMs, nowMs + WAIT_MS_MAX) - nowMs);
  }

  private boolean isEmpty() {
    return lanes.stream().allMatch(FairLane::isEmpty);
  }
}
