package io.supervisor.testkit;

import com.google.protobuf.ByteString;
import io.supervisor.api.ArtifactId;
import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.ExecutionError;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.ValidatorId;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.core.blockchain.BlockContents;
import io.supervisor.core.blockchain.BlockExecutor;
import io.supervisor.core.blockchain.ChainReader;
import io.supervisor.core.blockchain.CoreSchema;
import io.supervisor.core.blockchain.ExecutedBlock;
import io.supervisor.core.blockchain.Genesis;
import io.supervisor.core.blockchain.Proofs;
import io.supervisor.core.merkledb.MemoryStore;
import io.supervisor.core.merkledb.Patch;
import io.supervisor.core.merkledb.Snapshot;
import io.supervisor.core.runtime.Dispatcher;
import io.supervisor.core.runtime.Runtime;
import io.supervisor.core.supervisor.ConfigChange;
import io.supervisor.core.supervisor.SupervisorView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A network in this process: the real dispatcher and executor on a state in memory. What consensus
 * would agree on, the test says: which transactions stand in the next block.
 *
 * <pre>
 * try (var network = TestNetwork.builder()
 *     .service(WALLETS, new WalletArtifact())
 *     .instance(100, "wallet", WALLETS)
 *     .build()) {
 *   var wallet = network.instance("wallet");
 *   network.send(wallet.transaction(alice, CREATE, arguments)).orElseThrow();
 * }
 * </pre>
 *
 * <p>After each block every node does what a real one does: hooks of services run, artifacts are
 * deployed, scripts of migrations run to their ends. What nodes send thereby waits in the pool, for
 * {@link #createBlock()}.
 *
 * <p>For one thread.
 */
public final class TestNetwork implements AutoCloseable {
  private final TestClock clock;
  private final Dispatcher dispatcher;
  private final BlockExecutor executor;
  private final List<TestNode> nodes;
  private final boolean passive;
  private final DecidedBlocks blocks;
  private final TestPool pool;
  private final NodeWork work;
  private final ScriptRuns scripts;
  private MemoryStore store = new MemoryStore();

  private TestNetwork(
      TestClock clock, List<Runtime> runtimes, List<TestNode> nodes, boolean passive) {
    this.clock = clock;
    this.passive = passive;
    this.dispatcher = new Dispatcher(runtimes);
    this.executor = new BlockExecutor(dispatcher);
    this.nodes = new ArrayList<>(nodes);
    this.blocks = new DecidedBlocks(this.nodes);
    this.pool = new TestPool(() -> store.snapshot());
    this.work = new NodeWork(dispatcher, executor, pool);
    this.scripts = new ScriptRuns(executor.migrations());
  }

  static TestNetwork start(
      TestClock clock,
      List<Runtime> runtimes,
      Genesis genesis,
      List<TestNode> nodes,
      boolean passive) {
    var network = new TestNetwork(clock, runtimes, nodes, passive);
    var block = network.executor.genesis(genesis);
    network.store(block, List.of(), genesis.consensusConfig());
    network.work.afterGenesis(network.store.snapshot());
    return network;
  }

  /** Goes on where a network has stopped, with other code. */
  static TestNetwork resume(
      TestClock clock, List<Runtime> runtimes, TestNetwork stopped, boolean passive) {
    var network = new TestNetwork(clock, runtimes, stopped.nodes(), passive);
    var contents = stopped.checkpoint().of(stopped);
    network.restore(contents, network.work.registered(contents.store().snapshot()));
    return network;
  }

  public static TestNetworkBuilder builder() {
    return new TestNetworkBuilder();
  }

  // Nodes and time.

  /** What all nodes take for the time. */
  public TestClock clock() {
    return clock;
  }

  /** All nodes whose keys the kit holds. */
  public List<TestNode> nodes() {
    return Collections.unmodifiableList(nodes);
  }

  /**
   * A node.
   *
   * @param number from 0
   */
  public TestNode node(int number) {
    return nodes.get(number);
  }

  /** Adds an auditor, which a change of the consensus configuration may make a validator. */
  public TestNode addNode() {
    var node = TestNode.of(nodes.size());
    nodes.add(node);
    return node;
  }

  /** Id of a node as a validator; empty while it is an auditor. */
  public Optional<ValidatorId> validatorId(TestNode node) {
    return config().validatorWithConsensusKey(node.consensusKey().publicKey());
  }

  // Transactions and blocks.

  /** Transactions that wait for {@link #createBlock()}. */
  public TestPool pool() {
    return pool;
  }

  /**
   * Hands a transaction to the nodes: it waits in the pool.
   *
   * @return why it is refused
   */
  public Optional<ExecutionError> submit(VerifiedTransaction transaction) {
    return pool.add(transaction);
  }

  /** Commits a block of the transactions in the pool, as many as the configuration allows. */
  public TestBlock createBlock() {
    return createBlock(pool.next(config().txsBlockLimit()));
  }

  /** Commits a block of exactly these transactions; the others in the pool wait on. */
  public TestBlock createBlock(VerifiedTransaction first, VerifiedTransaction... more) {
    var transactions = new ArrayList<VerifiedTransaction>();
    transactions.add(first);
    transactions.addAll(Arrays.asList(more));
    return createBlock(transactions);
  }

  /**
   * Commits a block of exactly these transactions, which may be none.
   *
   * @throws IllegalArgumentException if one is in the chain already, or twice in the list
   */
  public TestBlock createBlock(List<VerifiedTransaction> transactions) {
    var seen = new HashSet<Hash>();
    for (var transaction : transactions) {
      if (!seen.add(transaction.hash())
          || TestPool.isCommitted(store.snapshot(), transaction.hash())) {
        throw new IllegalArgumentException(transaction + " is in the chain already");
      }
    }
    return commit(new BlockContents(height().next(), new ValidatorId(0), transactions));
  }

  /**
   * Commits a block of exactly these transactions of the pool.
   *
   * @throws IllegalArgumentException if one does not wait there
   */
  public TestBlock createBlockOf(List<Hash> waiting) {
    return createBlock(
        waiting.stream()
            .map(hash ->
                pool.get(hash)
                    .orElseThrow(() -> new IllegalArgumentException(hash + " is not in the pool")))
            .toList());
  }

  /** Commits blocks of what is in the pool until the chain has a height. */
  public void createBlocksUntil(long height) {
    while (height().value() < height) {
      createBlock();
    }
  }

  /** Commits a block of one transaction. */
  public CallResult send(VerifiedTransaction transaction) {
    return createBlock(transaction).result(0);
  }

  /** Executes a block as it is, be it one that nobody decides on, and leaves the state alone. */
  public ExecutedBlock execute(BlockContents contents) {
    return executor.execute(store.snapshot(), contents);
  }

  /** As {@link #execute}, and commits the block; the nodes do what they do after a commit. */
  public TestBlock commit(BlockContents contents) {
    var executed = execute(contents);
    store(executed, contents.transactions(), config());
    scripts.cleanUp(store);
    if (!passive) {
      scripts.run(store);
    }
    pool.remove(contents.transactions());
    var active = passive ? List.<TestNode>of() : nodes;
    var failures = work.afterCommit(store.snapshot(), executed, active);
    return new TestBlock(executed, contents.transactions(), failures.hooks(), failures.missing());
  }

  private void store(
      ExecutedBlock block, List<VerifiedTransaction> transactions, ConsensusConfig decidedBy) {
    blocks.add(new DecidedBlocks.Decided(block, transactions, decidedBy, clock.now()));
    store.apply(block.patch());
  }

  // Administration.

  /** The administrator of a node, who need not be a validator. */
  public Administrator as(int node) {
    return nodes.get(node).administrator();
  }

  /**
   * Has the administrators deploy an artifact, in as many blocks as it takes.
   *
   * @throws IllegalStateException if that fails
   */
  public void deploy(ArtifactId artifact) {
    deploy(artifact, new byte[0]);
  }

  /** As {@link #deploy(ArtifactId)}, with a specification for the runtime. */
  public void deploy(ArtifactId artifact, byte[] spec) {
    new Supervision(this).deploy(artifact, spec);
  }

  /**
   * Has the administrators propose and confirm changes, in one block, at whose end they apply.
   *
   * @throws IllegalStateException if the proposal is refused, or a change fails
   */
  public TestBlock apply(ConfigChange... changes) {
    return new Supervision(this).apply(List.of(changes));
  }

  /**
   * Has the administrators start an instance of a deployed artifact.
   *
   * @param params of its constructor
   * @throws IllegalStateException if that fails
   */
  public TestInstance start(ArtifactId artifact, String name, byte[] params) {
    var config = ByteString.copyFrom(params);
    apply(new ConfigChange.StartService(artifact, name, config));
    return instance(name);
  }

  /**
   * Has the administrators migrate the data of an instance, which is stopped or frozen, in as many
   * blocks as it takes.
   *
   * @param target deployed
   * @throws IllegalStateException if that fails
   */
  public void migrate(ArtifactId target, String instance) {
    new Supervision(this).migrate(target, instance);
  }

  // What is there.

  /** Height of the last block. */
  public Height height() {
    return core().lastHeader().orElseThrow().height();
  }

  /** The consensus configuration in force. */
  public ConsensusConfig config() {
    return core().consensusConfig();
  }

  /** The state after the last block. Later blocks do not change what is returned. */
  public Snapshot state() {
    return new Snapshot(store.snapshot());
  }

  /** What the supervisor has in that state. */
  public SupervisorView supervisor() {
    return new SupervisorView(state());
  }

  /** An instance by its name, which need not be there yet. */
  public TestInstance instance(String name) {
    return new TestInstance(this, name);
  }

  /** All blocks as they were executed, genesis first. */
  public List<ExecutedBlock> blocks() {
    return blocks.executed();
  }

  /** Blocks with their precommits. */
  public ChainReader chain() {
    return blocks;
  }

  public Hash genesisHash() {
    return blocks.executed().getFirst().hash();
  }

  /** Checks proofs of the state after the last block. */
  public LightClient lightClient() {
    return new LightClient(new Proofs(store.snapshot(), blocks), blocks, genesisHash());
  }

  public Dispatcher dispatcher() {
    return dispatcher;
  }

  public BlockExecutor executor() {
    return executor;
  }

  private CoreSchema core() {
    return new CoreSchema(state().access(""));
  }

  /** Changes the state behind the chain's back: for states that no block makes. */
  public void change(Patch patch) {
    store.apply(patch);
  }

  // Checkpoints.

  /** Remembers this moment. Costs little; there may be any number. */
  public Checkpoint checkpoint() {
    return new Checkpoint(
        this,
        new Checkpoint.Contents(
            store.copy(),
            List.copyOf(nodes),
            blocks.copy(),
            pool.transactions(),
            work.deployed(),
            clock.now()));
  }

  /**
   * Returns to a moment of this network, earlier or later: blocks, state, pool, nodes, code and
   * clock are as they were. What services keep in fields, which they must not, stays.
   */
  public void rollback(Checkpoint checkpoint) {
    var contents = checkpoint.of(this);
    restore(contents, contents.deployed());
  }

  private void restore(Checkpoint.Contents contents, Map<ArtifactId, byte[]> deployed) {
    store = contents.store().copy();
    nodes.clear();
    nodes.addAll(contents.nodes());
    blocks.replaceBy(contents.blocks());
    pool.replaceBy(contents.pool());
    work.restore(deployed);
    clock.set(contents.time());
  }

  /** Lets the code of all artifacts go. The network is of no use afterwards. */
  @Override
  public void close() {
    work.restore(Map.of());
  }
}
