package io.supervisor.server.rpc;

import io.supervisor.api.Height;
import io.supervisor.server.node.NodeApi;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Lets any number of threads wait for blocks, at the cost of one subscription. */
final class CommitSignal implements AutoCloseable {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final NodeApi.Subscription subscription;
  private long last;
  private boolean closed;

  CommitSignal(NodeApi node) {
    subscription = node.subscribe(height -> committed(height.value()));
    committed(Ledger.of(node).height().value());
  }

  private void committed(long height) {
    lock.lock();
    try {
      last = Math.max(last, height);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  Height last() {
    lock.lock();
    try {
      return new Height(last);
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until there is a block of this height.
   *
   * @return whether there is one; false after the time, or once this is closed
   */
  boolean await(Height height, Duration atMost) throws InterruptedException {
    var nanos = atMost.toNanos();
    lock.lockInterruptibly();
    try {
      while (last < height.value() && !closed && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      return last >= height.value() && !closed;
    } finally {
      lock.unlock();
    }
  }

  /** Ends all waiting. */
  @Override
  public void close() {
    subscription.close();
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
