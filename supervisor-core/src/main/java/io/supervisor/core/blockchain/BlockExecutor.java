package io.supervisor.core.blockchain;

import io.supervisor.api.BlockHeader;
import io.supervisor.api.CallInBlock;
import io.supervisor.api.ExecutionError;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.TxLocation;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.api.proof.TreeHash;
import io.supervisor.core.merkledb.Fork;
import io.supervisor.core.merkledb.KeyValueView;
import io.supervisor.core.merkledb.Snapshot;
import io.supervisor.core.runtime.AfterCommit;
import io.supervisor.core.runtime.BlockCalls;
import io.supervisor.core.runtime.CommitAction;
import io.supervisor.core.runtime.CommittedChain;
import io.supervisor.core.runtime.Dispatcher;
import io.supervisor.core.runtime.Failure;
import io.supervisor.core.runtime.LocalMigrations;
import io.supervisor.core.runtime.NodeIdentity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/**
 * From what consensus decides to the next state: a function of the state before and the contents of
 * the block. Source: lifecycle.md section 3.
 *
 * <p>Holds no state of its own, so blocks may be executed that are never committed. For one thread;
 * proposals may be executed by another one at the same time.
 */
public final class BlockExecutor {
  private final Dispatcher dispatcher;

  public BlockExecutor(Dispatcher dispatcher) {
    this.dispatcher = dispatcher;
  }

  /**
   * Makes the first block, deploying the artifacts that it needs.
   *
   * @throws GenesisException if anything fails; the node may not start then
   */
  public ExecutedBlock genesis(Genesis genesis) {
    return new GenesisBlock(dispatcher, genesis).execute();
  }

  /**
   * Executes a block upon a state.
   *
   * @param parent the state after the block before
   * @throws IllegalStateException if the state cannot be read, is not of the height before, or
   *     needs an artifact that is not deployed ({@link
   *     io.supervisor.core.runtime.MissingArtifactException})
   */
  public ExecutedBlock execute(KeyValueView parent, BlockContents contents) {
    var view = new GuardedView(parent);
    var before = new Snapshot(view);
    var schema = new CoreSchema(before.access(""));
    var last = schema.lastHeader().orElseThrow(() -> new IllegalStateException("no genesis"));
    if (!last.height().next().equals(contents.height())) {
      throw new IllegalStateException(
          "block " + contents.height() + " does not follow block " + last.height());
    }
    var rules = schema.rules();
    var services = dispatcher.services(before);
    var exhausted = new HashMap<CallInBlock, Failure>();
    while (true) {
      var fork = new Fork(view);
      var chain = new ExecutingChain(fork, Optional.of(last.height()), rules);
      var calls = dispatcher.open(fork, chain, services);
      var run = new BlockRun(calls, view, exhausted);
      if (run.complete(contents.transactions())) {
        var previous = new Parent(Canonical.hash(last), configHash(before));
        return seal(fork, calls, contents, previous, run.errors());
      }
    }
  }

  /**
   * What a block has to know of the one before.
   *
   * @param configHash of the consensus configuration in its state; empty if it is genesis that is
   *     made
   */
  record Parent(Hash hash, Optional<Hash> configHash) {
    static final Parent NONE = new Parent(Hash.ZERO, Optional.empty());
  }

  /** Everything after the calls: statuses, the block's own records, header and hashes. */
  static ExecutedBlock seal(
      Fork fork, BlockCalls calls, BlockContents contents, Parent parent, List<CallError> errors) {
    var changes = calls.settle();
    var schema = new CoreSchema(fork.access(""));
    var hashes = contents.transactions().stream().map(VerifiedTransaction::hash).toList();
    var header =
        BlockHeader.of(
            contents.height(),
            contents.height().value(),
            contents.proposer(),
            hashes.size(),
            parent.hash(),
            new TransactionTree(hashes).hash(),
            fork.stateHash(),
            recordErrors(errors, schema, contents.height()));
    recordLocations(hashes, schema, contents.height());
    if (!configHash(fork).equals(parent.configHash())) {
      recordConfig(fork, schema, contents.height());
    }
    schema.headers().add(header);
    return new ExecutedBlock(header, Canonical.hash(header), fork.toPatch(), errors, changes);
  }

  /** Returns the error hash. */
  private static Hash recordErrors(List<CallError> errors, CoreSchema schema, Height height) {
    if (errors.isEmpty()) {
      return TreeHash.EMPTY_MAP;
    }
    var map = schema.callErrors(height);
    var descriptions = schema.callErrorDescriptions(height);
    for (var error : errors) {
      map.put(error.call(), error.error());
      if (!error.error().description().isEmpty()) {
        descriptions.put(error.call(), error.error().description());
      }
    }
    return map.objectHash();
  }

  private static void recordLocations(List<Hash> transactions, CoreSchema schema, Height height) {
    if (transactions.isEmpty()) {
      return;
    }
    var locations = schema.transactionLocations();
    for (var position = 0; position < transactions.size(); position++) {
      locations.put(transactions.get(position), new TxLocation(height, position));
    }
    var count = schema.transactionCount();
    count.set(count.get().orElse(0L) + transactions.size());
  }

  /** Keeps a configuration that this block has brought, for clients that follow the validators. */
  private static void recordConfig(Fork fork, CoreSchema schema, Height height) {
    var proof = fork.indexProof(CoreSchema.CONSENSUS_CONFIG);
    schema.configHistory().add(new ConfigRecord(height, schema.consensusConfig(), proof));
  }

  private static Optional<Hash> configHash(Snapshot state) {
    return state.objectHash(CoreSchema.CONSENSUS_CONFIG);
  }

  private static Optional<Hash> configHash(Fork fork) {
    return fork.objectHash(CoreSchema.CONSENSUS_CONFIG);
  }

  /**
   * What a node has to do after a commit: what the block's changes of artifacts demand, then what
   * the services' hooks ask for.
   *
   * @param state after the block
   * @param block not genesis
   */
  public AfterCommit afterCommit(KeyValueView state, ExecutedBlock block, NodeIdentity node) {
    var snapshot = new Snapshot(state);
    var config = new CoreSchema(snapshot.access("")).consensusConfig();
    var hooks = dispatcher.afterCommit(snapshot, new CommittedChain(block.height(), config), node);
    var actions = new ArrayList<CommitAction>(block.changes().actions());
    actions.addAll(hooks.actions());
    return new AfterCommit(actions, hooks.failures());
  }

  /**
   * Does what an action after a commit means for the blocks that follow, and nothing of what the
   * node would do or say to others: that stands in later blocks, or was never done.
   *
   * @return why an artifact that the blocks need could not be deployed
   */
  public Optional<ExecutionError> follow(CommitAction action) {
    return switch (action) {
      case CommitAction.RequireDeployed(var artifact, var spec) ->
          dispatcher.deploy(artifact, spec);
      case CommitAction.Unload(var artifact) -> {
        dispatcher.unload(artifact);
        yield Optional.empty();
      }
      case CommitAction.Broadcast _, CommitAction.Deploy _ -> Optional.empty();
    };
  }

  /** The part of migrations that this node carries out by itself, between the blocks. */
  public LocalMigrations migrations() {
    return dispatcher.migrations();
  }

  /** What has to be deployed before blocks can be executed upon a state: for a restart. */
  public List<CommitAction.RequireDeployed> registered(KeyValueView state) {
    return dispatcher.registered(new Snapshot(state));
  }
}
