package io.supervisor.core.pool;

import io.supervisor.api.ExecutionError;
import io.supervisor.api.Height;
import java.time.Duration;

/** What became of a transaction that was given to the pool, sorted by what the sender does next. */
public sealed interface PoolAnswer {
  /** It waits now. */
  record Accepted() implements PoolAnswer {}

  /** It waited already: nothing to do. */
  record Known() implements PoolAnswer {}

  /** It stands in a block already: nothing to do. */
  record Committed(Height height, int position) implements PoolAnswer {}

  /** The state does not admit it now. */
  record NotAdmissible(ExecutionError error) implements PoolAnswer {}

  /**
   * No room, for anybody or for this author: send again later, or to another node.
   *
   * @param retryAfter a hint, no promise
   */
  record Full(boolean authorQuota, Duration retryAfter) implements PoolAnswer {}

  /** The node is paused by its administrator. */
  record Paused() implements PoolAnswer {}
}
