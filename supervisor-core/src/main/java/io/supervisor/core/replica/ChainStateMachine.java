package io.supervisor.core.replica;

import io.supervisor.api.BlockHeader;
import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.ExecutionError;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.InstanceId;
import io.supervisor.api.TxLocation;
import io.supervisor.api.storage.MapIndex;
import io.supervisor.core.blockchain.Admission;
import io.supervisor.core.blockchain.BlockContents;
import io.supervisor.core.blockchain.BlockExecutor;
import io.supervisor.core.blockchain.CoreSchema;
import io.supervisor.core.blockchain.ExecutedBlock;
import io.supervisor.core.blockchain.Genesis;
import io.supervisor.core.merkledb.KeyValueView;
import io.supervisor.core.merkledb.Snapshot;
import io.supervisor.core.runtime.AfterCommit;
import io.supervisor.core.runtime.CommitAction;
import io.supervisor.core.runtime.LocalMigrations;
import io.supervisor.core.runtime.NodeIdentity;
import io.supervisor.core.supervisor.AwaitedHeights;
import io.supervisor.core.supervisor.SupervisorService;
import java.util.List;
import java.util.Optional;

/** The chain's own rules of execution and admission, as the replica asks for them. */
public final class ChainStateMachine implements StateMachine {
  /** Prefix of the supervisor's indexes. */
  private static final String SUPERVISOR = SupervisorService.NAME + ".";

  private final BlockExecutor executor;
  private final Genesis genesis;
  private final NodeIdentity node;

  public ChainStateMachine(BlockExecutor executor, Genesis genesis, NodeIdentity node) {
    this.executor = executor;
    this.genesis = genesis;
    this.node = node;
  }

  @Override
  public View view(KeyValueView state) {
    return new ChainView(state);
  }

  @Override
  public ExecutedBlock genesis() {
    return executor.genesis(genesis);
  }

  @Override
  public ExecutedBlock execute(KeyValueView parent, BlockContents contents) {
    return executor.execute(parent, contents);
  }

  @Override
  public List<? extends CommitAction> restored(KeyValueView state) {
    return executor.registered(state);
  }

  @Override
  public Optional<ExecutionError> follow(CommitAction action) {
    return executor.follow(action);
  }

  @Override
  public LocalMigrations migrations() {
    return executor.migrations();
  }

  @Override
  public AfterCommit committed(KeyValueView state, ExecutedBlock block) {
    return executor.afterCommit(state, block, node);
  }

  private static final class ChainView implements View {
    private final Snapshot state;
    private final CoreSchema core;
    private final Admission admission;
    private final MapIndex<Hash, TxLocation> locations;

    ChainView(KeyValueView state) {
      this.state = new Snapshot(state);
      this.core = new CoreSchema(this.state.access(""));
      this.admission = Admission.of(state);
      this.locations = core.transactionLocations();
    }

    @Override
    public Optional<Height> height() {
      return core.lastHeader().map(BlockHeader::height);
    }

    @Override
    public Hash lastHash() {
      return core.lastHash();
    }

    @Override
    public ConsensusConfig config() {
      return core.consensusConfig();
    }

    @Override
    public Optional<TxLocation> location(Hash transaction) {
      return locations.get(transaction);
    }

    @Override
    public Optional<ExecutionError> refusal(InstanceId instance) {
      return admission.check(instance);
    }

    @Override
    public Optional<Height> awaitedHeight() {
      return height().flatMap(last -> AwaitedHeights.next(state.access(SUPERVISOR), last));
    }
  }
}
