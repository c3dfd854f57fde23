package io.supervisor.core.replica;

import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.ExecutionError;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.InstanceId;
import io.supervisor.api.TxLocation;
import io.supervisor.core.blockchain.BlockContents;
import io.supervisor.core.blockchain.ExecutedBlock;
import io.supervisor.core.merkledb.KeyValueView;
import io.supervisor.core.runtime.AfterCommit;
import io.supervisor.core.runtime.CommitAction;
import io.supervisor.core.runtime.LocalMigrations;
import java.util.List;
import java.util.Optional;

/**
 * What the replica asks about the state: functions of their arguments, but for {@link #restored},
 * {@link #follow} and {@link #committed}. Used by the replica's thread.
 */
public interface StateMachine {
  /** What a state says about itself. */
  interface View {
    /** Height of its last block; empty before genesis. */
    Optional<Height> height();

    /** Hash of its last block. */
    Hash lastHash();

    /** In force for the block after it. */
    ConsensusConfig config();

    /** Where a transaction stands; empty if it is in no block. */
    Optional<TxLocation> location(Hash transaction);

    /** Why a transaction may not stand in the next block; empty if it may. */
    Optional<ExecutionError> refusal(InstanceId instance);

    /** The nearest height above its own that something on chain waits for. */
    Optional<Height> awaitedHeight();
  }

  /** Reads a state. */
  View view(KeyValueView state);

  /** The block of height 0, the same on every node. */
  ExecutedBlock genesis();

  /** Executes a block. Requires transactions that the parent state admits. */
  ExecutedBlock execute(KeyValueView parent, BlockContents contents);

  /** What has to be done before blocks can be executed upon this state: once, at the start. */
  List<? extends CommitAction> restored(KeyValueView state);

  /**
   * Does at once what an action after a commit means for the blocks that follow: deploys, or lets
   * code go. Tells nobody anything.
   *
   * @return why an artifact that the blocks need could not be deployed
   */
  Optional<ExecutionError> follow(CommitAction action);

  /** The part of migrations that this node carries out by itself, between the blocks. */
  LocalMigrations migrations();

  /** What has to be done because a block is part of this state now. */
  AfterCommit committed(KeyValueView state, ExecutedBlock block);
}
