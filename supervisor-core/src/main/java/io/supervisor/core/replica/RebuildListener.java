package io.supervisor.core.replica;

import io.supervisor.api.Height;
import io.supervisor.core.runtime.CommitAction;

/**
 * Told how a state that was lost is made again from the archived blocks, by the thread that opens
 * the replica, which waits meanwhile.
 */
public interface RebuildListener {
  /** Hears nothing. */
  RebuildListener NONE = new RebuildListener() {};

  /**
   * The store has forgotten more than the journal holds.
   *
   * @param from height of the last block that the store contains
   * @param to height of the last block to be executed again; the journal redoes what follows
   */
  default void rebuildStarted(Height from, Height to) {}

  /** What is deployed next; may wait until its file is there. */
  default void required(CommitAction.RequireDeployed action) {}

  /** One more block is part of the state again. */
  default void blockExecuted(Height height) {}

  /** All of them are. Not told if the node must not start. */
  default void rebuildFinished() {}
}
