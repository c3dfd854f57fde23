package io.supervisor.server.rpc;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.BlockHeader;
import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.InstanceId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.MalformedMessageException;
import io.supervisor.api.PublicKey;
import io.supervisor.api.ValidatorId;
import io.supervisor.api.ValidatorKeys;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.crypto.KeyPair;
import io.supervisor.api.crypto.VerifiedPrecommit;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.api.proof.BlockProof;
import io.supervisor.api.service.ServiceArtifact;
import io.supervisor.core.blockchain.Admission;
import io.supervisor.core.blockchain.BlockContents;
import io.supervisor.core.blockchain.BlockExecutor;
import io.supervisor.core.blockchain.ChainReader;
import io.supervisor.core.blockchain.CoreSchema;
import io.supervisor.core.blockchain.ExecutedBlock;
import io.supervisor.core.blockchain.Genesis;
import io.supervisor.core.blockchain.QueryEngine;
import io.supervisor.core.merkledb.KeyValueView;
import io.supervisor.core.merkledb.MemoryStore;
import io.supervisor.core.merkledb.Snapshot;
import io.supervisor.core.rules.Rules;
import io.supervisor.core.runtime.ArtifactSource;
import io.supervisor.core.runtime.BuiltInArtifacts;
import io.supervisor.core.runtime.CommitAction;
import io.supervisor.core.runtime.Dispatcher;
import io.supervisor.core.runtime.NodeIdentity;
import io.supervisor.core.runtime.ServiceRuntime;
import io.supervisor.core.supervisor.SupervisorArtifact;
import io.supervisor.core.supervisor.SupervisorMode;
import io.supervisor.core.supervisor.SupervisorService;
import io.supervisor.server.node.NodeApi;
import io.supervisor.server.node.NodeStatus;
import io.supervisor.server.node.PeerInfo;
import io.supervisor.server.node.Submission;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A network of one validator in this process: real state, services and proofs; a block is made when
 * the test says so.
 */
public final class LocalNode implements NodeApi {
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final KeyPair consensusKey = KeyPair.fromSeed(seed(1));
  private final KeyPair serviceKey = KeyPair.fromSeed(seed(2));
  private final MemoryStore store = new MemoryStore();
  private final Dispatcher dispatcher;
  private final BlockExecutor executor;
  private final Map<Hash, VerifiedTransaction> pool = new LinkedHashMap<>();
  private final List<List<byte[]>> bodies = new CopyOnWriteArrayList<>();
  private final List<List<Hash>> hashes = new CopyOnWriteArrayList<>();
  private final List<BlockProof> blocks = new CopyOnWriteArrayList<>();
  private final List<CommitListener> listeners = new CopyOnWriteArrayList<>();
  private final Hash genesisHash;
  public final Map<PublicKey, String> added = new ConcurrentHashMap<>();
  public volatile int poolMax = 1_000;
  public volatile boolean validator = true;
  public volatile boolean enabled = true;
  public volatile boolean shutDown;

  public LocalNode(SupervisorMode mode, ArtifactSource javaArtifacts) {
    this(mode, javaArtifacts, Map.of());
  }

  /**
   * A network with more services.
   *
   * @param more instances that are there from genesis on
   */
  public LocalNode(
      SupervisorMode mode, ArtifactSource javaArtifacts, Map<InstanceSpec, ServiceArtifact> more) {
    var builtIn = new HashMap<ArtifactId, ServiceArtifact>();
    builtIn.put(SupervisorArtifact.ID, new SupervisorArtifact());
    builtIn.put(NotesArtifact.ID, new NotesArtifact());
    more.forEach((instance, artifact) -> builtIn.put(instance.artifact(), artifact));
    dispatcher =
        new Dispatcher(
            List.of(
                new ServiceRuntime(ArtifactId.RUNTIME_BUILT_IN, new BuiltInArtifacts(builtIn)),
                new ServiceRuntime(ArtifactId.RUNTIME_JAVA, javaArtifacts)));
    executor = new BlockExecutor(dispatcher);
    var supervisor =
        new InstanceSpec(InstanceId.SUPERVISOR, SupervisorService.NAME, SupervisorArtifact.ID);
    var builder =
        Genesis.builder(ConsensusConfig.of(List.of(keys())), Rules.DEFAULT)
            .instance(NotesArtifact.INSTANCE, new byte[0])
            .instance(supervisor, mode.toBytes());
    more.keySet().forEach(instance -> builder.instance(instance, new byte[0]));
    var genesis = executor.genesis(builder.build());
    store(genesis, List.of(), List.of());
    genesisHash = genesis.hash();
  }

  private static byte[] seed(int value) {
    var seed = new byte[KeyPair.SEED_SIZE];
    seed[0] = (byte) value;
    return seed;
  }

  public ValidatorKeys keys() {
    return new ValidatorKeys(consensusKey.publicKey(), serviceKey.publicKey());
  }

  public QueryEngine queries() {
    return new QueryEngine(dispatcher, chain());
  }

  /** Commits a block with all of the pool, and carries out what follows from it. */
  public synchronized void commit() {
    var height = schema().lastHeader().orElseThrow().height().next();
    var transactions = List.copyOf(pool.values());
    pool.clear();
    var block =
        executor.execute(
            store.snapshot(), new BlockContents(height, new ValidatorId(0), transactions));
    store(block, transactions, List.of(precommit(block.header())));
    executor
        .afterCommit(store.snapshot(), block, new NodeIdentity(serviceKey.publicKey()))
        .actions()
        .forEach(this::carryOut);
    listeners.forEach(listener -> listener.onCommitted(height));
  }

  public void commit(int blocks) {
    for (var i = 0; i < blocks; i++) {
      commit();
    }
  }

  private VerifiedPrecommit precommit(BlockHeader header) {
    var height = header.height().value();
    return VerifiedPrecommit.sign(
        new ValidatorId(0),
        height,
        1,
        Hash.ZERO,
        Canonical.hash(header),
        START.plusSeconds(height),
        consensusKey);
  }

  private void store(
      ExecutedBlock block,
      List<VerifiedTransaction> transactions,
      List<VerifiedPrecommit> precommits) {
    bodies.add(transactions.stream().map(VerifiedTransaction::bytes).toList());
    hashes.add(transactions.stream().map(VerifiedTransaction::hash).toList());
    blocks.add(
        new BlockProof(
            Canonical.toWire(block.header()),
            precommits.stream().map(precommit -> precommit.envelope().toWire()).toList()));
    store.apply(block.patch());
  }

  private void carryOut(CommitAction action) {
    switch (action) {
      case CommitAction.Broadcast(var instance, var method, var arguments) ->
          add(VerifiedTransaction.sign(instance, method, arguments, serviceKey));
      case CommitAction.Deploy(var artifact, var spec, var report) ->
          report.apply(dispatcher.deploy(artifact, spec)).ifPresent(this::carryOut);
      case CommitAction.RequireDeployed(var artifact, var spec) ->
          dispatcher
              .deploy(artifact, spec)
              .ifPresent(error -> {
                throw new IllegalStateException(error.description());
              });
      case CommitAction.Unload(var artifact) -> dispatcher.unload(artifact);
    }
  }

  private CoreSchema schema() {
    return new CoreSchema(new Snapshot(store.snapshot()).access(""));
  }

  private synchronized Submission add(VerifiedTransaction transaction) {
    if (!enabled) {
      return new Submission.Unavailable("consensus is paused");
    }
    var hash = transaction.hash();
    if (schema().transactionLocations().contains(hash)) {
      return new Submission.AlreadyCommitted(hash);
    }
    if (pool.containsKey(hash)) {
      return new Submission.AlreadyPooled(hash);
    }
    if (pool.size() >= poolMax) {
      return new Submission.Overloaded(Duration.ofMillis(250));
    }
    return Admission.of(store.snapshot())
        .check(transaction)
        .<Submission>map(error -> new Submission.Refused(hash, error))
        .orElseGet(() -> {
          pool.put(hash, transaction);
          return new Submission.Accepted(hash);
        });
  }

  @Override
  public Identity identity() {
    return new Identity(consensusKey.publicKey(), serviceKey.publicKey(), genesisHash);
  }

  @Override
  public synchronized CompletableFuture<NodeStatus> status() {
    var last = schema().lastHeader().orElseThrow();
    return CompletableFuture.completedFuture(
        new NodeStatus(
            enabled ? NodeStatus.Phase.ACTIVE : NodeStatus.Phase.PAUSED,
            last.height(),
            Canonical.hash(last),
            last.height().value() + 1,
            1,
            0,
            validator ? Optional.of(new ValidatorId(0)) : Optional.empty(),
            Optional.empty(),
            2,
            new NodeStatus.Pool(pool.size(), 100L * pool.size()),
            schema().transactionCount().get().orElse(0L),
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            Optional.empty()));
  }

  @Override
  public List<PeerInfo> peers() {
    return List.of(
        new PeerInfo(
            PublicKey.of(seed(9)),
            "127.0.0.1:6331",
            Optional.empty(),
            Optional.of(new Height(3)),
            Optional.of("connection refused")));
  }

  @Override
  public CompletableFuture<Submission> submit(byte[] signedMessage) {
    return CompletableFuture.completedFuture(submitNow(signedMessage));
  }

  private Submission submitNow(byte[] signedMessage) {
    try {
      return add(VerifiedTransaction.verify(signedMessage));
    } catch (MalformedMessageException e) {
      return new Submission.Malformed(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public CompletableFuture<List<Submission>> submitAll(List<byte[]> signedMessages) {
    return CompletableFuture.completedFuture(signedMessages.stream().map(this::submitNow).toList());
  }

  @Override
  public CompletableFuture<Submission> submitAsNode(
      InstanceId instance, int method, byte[] arguments) {
    return CompletableFuture.completedFuture(
        validator
            ? add(VerifiedTransaction.sign(instance, method, arguments, serviceKey))
            : new Submission.NotValidator("this node is an auditor"));
  }

  @Override
  public synchronized CompletableFuture<Optional<byte[]>> pooledTransaction(Hash hash) {
    return CompletableFuture.completedFuture(
        Optional.ofNullable(pool.get(hash)).map(VerifiedTransaction::bytes));
  }

  @Override
  public KeyValueView snapshot() {
    return store.snapshot();
  }

  @Override
  public ChainReader chain() {
    return new ChainReader() {
      @Override
      public Optional<BlockProof> block(Height height) {
        return at(blocks, height);
      }

      @Override
      public Optional<List<Hash>> transactionHashes(Height height) {
        return at(hashes, height);
      }

      @Override
      public Optional<byte[]> transaction(Height height, int position) {
        return at(bodies, height)
            .filter(transactions -> position < transactions.size())
            .map(transactions -> transactions.get(position));
      }

      private <T> Optional<T> at(List<T> list, Height height) {
        return height.value() < list.size()
            ? Optional.of(list.get((int) height.value()))
            : Optional.empty();
      }
    };
  }

  @Override
  public Subscription subscribe(CommitListener listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  public List<CommitListener> listeners() {
    return new ArrayList<>(listeners);
  }

  @Override
  public CompletableFuture<Void> addPeer(PublicKey consensusKey, String address) {
    added.put(consensusKey, address);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<Void> setConsensusEnabled(boolean enabled) {
    this.enabled = enabled;
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void shutdown() {
    shutDown = true;
  }
}
