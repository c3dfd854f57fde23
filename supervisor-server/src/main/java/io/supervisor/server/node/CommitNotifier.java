package io.supervisor.server.node;

import io.supervisor.api.Height;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tells listeners of commits on a thread of its own; heights that come too fast are passed over.
 */
final class CommitNotifier {
  private final Executor thread;
  private final List<NodeApi.CommitListener> listeners = new CopyOnWriteArrayList<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private volatile Height height = Height.GENESIS;

  /**
   * @param thread runs one task at a time
   */
  CommitNotifier(Executor thread) {
    this.thread = thread;
  }

  NodeApi.Subscription subscribe(NodeApi.CommitListener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  void onCommitted(Height committed) {
    height = committed;
    if (scheduled.compareAndSet(false, true)) {
      try {
        thread.execute(this::tell);
      } catch (RejectedExecutionException e) {
        scheduled.set(false); // the node stops, and nobody is told any more
      }
    }
  }

  private void tell() {
    scheduled.set(false);
    var now = height;
    listeners.forEach(listener -> listener.onCommitted(now));
  }
}
