package io.supervisor.core.blockchain;

import io.supervisor.core.merkledb.KeyValueView;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Remembers whether reading the state failed. A service that read it cannot be blamed for that, as
 * it would be if the exception were taken for its own: the node has to stop instead.
 */
final class GuardedView implements KeyValueView {
  private final KeyValueView view;
  private @Nullable RuntimeException failure;

  GuardedView(KeyValueView view) {
    this.view = view;
  }

  /** Throws if reading has failed. */
  void check() {
    if (failure != null) {
      throw new IllegalStateException("the state cannot be read: " + failure, failure);
    }
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    try {
      return view.get(key);
    } catch (RuntimeException e) {
      failure = e;
      throw e;
    }
  }

  @Override
  public Iterator<Map.Entry<byte[], byte[]>> scan(byte[] from, byte @Nullable [] to) {
    try {
      return new GuardedScan(view.scan(from, to));
    } catch (RuntimeException e) {
      failure = e;
      throw e;
    }
  }

  private final class GuardedScan implements Iterator<Map.Entry<byte[], byte[]>> {
    private final Iterator<Map.Entry<byte[], byte[]>> scan;

    GuardedScan(Iterator<Map.Entry<byte[], byte[]>> scan) {
      this.scan = scan;
    }

    @Override
    public boolean hasNext() {
      try {
        return scan.hasNext();
      } catch (RuntimeException e) {
        failure = e;
        throw e;
      }
    }

    /** Asked for too much is a mistake of the caller, not a failure of the state. */
    @Override
    public Map.Entry<byte[], byte[]> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      try {
        return scan.next();
      } catch (RuntimeException e) {
        failure = e;
        throw e;
      }
    }
  }
}
