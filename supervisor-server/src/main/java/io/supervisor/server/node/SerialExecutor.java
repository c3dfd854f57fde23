package io.supervisor.server.node;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/**
 * Runs tasks one after the other, in order, on threads of a pool that it shares with others. What
 * waits is bounded.
 */
final class SerialExecutor {
  private record Task(Runnable work, int weight) {}

  private final Executor pool;
  private final long weightMax;
  private final ArrayDeque<Task> tasks = new ArrayDeque<>();
  private long weight;
  private boolean running;

  SerialExecutor(Executor pool, long weightMax) {
    this.pool = pool;
    this.weightMax = weightMax;
  }

  /** Whether there was room. */
  synchronized boolean offer(Runnable work, int taskWeight) {
    if (!tasks.isEmpty() && weight + taskWeight > weightMax) {
      return false;
    }
    tasks.addLast(new Task(work, taskWeight));
    weight += taskWeight;
    if (!running) {
      running = true;
      pool.execute(this::runNext);
    }
    return true;
  }

  /** One at a time, so that others get their turn on the pool. */
  private void runNext() {
    Task task;
    synchronized (this) {
      task = tasks.removeFirst();
      weight -= task.weight();
    }
    try {
      task.work().run();
    } finally {
      synchronized (this) {
        if (tasks.isEmpty()) {
          running = false;
        } else {
          pool.execute(this::runNext);
        }
      }
    }
  }
}
