package io.supervisor.server.rpc;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.InstanceId;
import io.supervisor.api.InstanceSpec;
import io.supervisor.api.MalformedMessageException;
import io.supervisor.api.PublicKey;
import io.supervisor.api.ValidatorId;
import io.supervisor.api.ValidatorKeys;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.api.service.ServiceArtifact;
import io.supervisor.core.blockchain.ChainReader;
import io.supervisor.core.blockchain.CoreSchema;
import io.supervisor.core.blockchain.QueryEngine;
import io.supervisor.core.merkledb.KeyValueView;
import io.supervisor.core.runtime.ArtifactSource;
import io.supervisor.core.runtime.ServiceRuntime;
import io.supervisor.core.supervisor.SupervisorMode;
import io.supervisor.server.node.NodeApi;
import io.supervisor.server.node.NodeStatus;
import io.supervisor.server.node.PeerInfo;
import io.supervisor.server.node.Submission;
import io.supervisor.testkit.TestKeys;
import io.supervisor.testkit.TestNetwork;
import io.supervisor.testkit.TestNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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

  private final TestNetwork network;
  private final List<CommitListener> listeners = new CopyOnWriteArrayList<>();
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
    var builder =
        TestNetwork.builder()
            .validators(1)
            .mode(mode)
            .service(NotesArtifact.ID, new NotesArtifact())
            .runtime(new ServiceRuntime(ArtifactId.RUNTIME_JAVA, javaArtifacts))
            .instance(NotesArtifact.INSTANCE, new byte[0]);
    more.forEach((instance, artifact) ->
        builder.service(instance.artifact(), artifact).instance(instance, new byte[0]));
    network = builder.build();
  }

  private TestNode self() {
    return network.node(0);
  }

  public ValidatorKeys keys() {
    return self().keys();
  }

  public QueryEngine queries() {
    return new QueryEngine(network.dispatcher(), chain());
  }

  /** Commits a block with all of the pool, and carries out what follows from it. */
  public synchronized void commit() {
    var height = network.height().next();
    network.clock().set(START.plusSeconds(height.value()));
    network.createBlock();
    listeners.forEach(listener -> listener.onCommitted(height));
  }

  public void commit(int blocks) {
    for (var i = 0; i < blocks; i++) {
      commit();
    }
  }

  private CoreSchema schema() {
    return new CoreSchema(network.state().access(""));
  }

  private synchronized Submission add(VerifiedTransaction transaction) {
    if (!enabled) {
      return new Submission.Unavailable("consensus is paused");
    }
    var hash = transaction.hash();
    if (schema().transactionLocations().contains(hash)) {
      return new Submission.AlreadyCommitted(hash);
    }
    if (network.pool().contains(hash)) {
      return new Submission.AlreadyPooled(hash);
    }
    if (network.pool().size() >= poolMax) {
      return new Submission.Overloaded(Duration.ofMillis(250));
    }
    return network
        .submit(transaction)
        .<Submission>map(error -> new Submission.Refused(hash, error))
        .orElseGet(() -> new Submission.Accepted(hash));
  }

  @Override
  public Identity identity() {
    return new Identity(keys().consensusKey(), keys().serviceKey(), network.genesisHash());
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
            new NodeStatus.Pool(network.pool().size(), 100L * network.pool().size()),
            schema().transactionCount().get().orElse(0L),
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            Optional.empty()));
  }

  @Override
  public List<PeerInfo> peers() {
    return List.of(
        new PeerInfo(
            TestKeys.named("peer").publicKey(),
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
            ? add(VerifiedTransaction.sign(instance, method, arguments, self().serviceKey()))
            : new Submission.NotValidator("this node is an auditor"));
  }

  @Override
  public synchronized CompletableFuture<Optional<byte[]>> pooledTransaction(Hash hash) {
    return CompletableFuture.completedFuture(
        network.pool().get(hash).map(VerifiedTransaction::bytes));
  }

  @Override
  public KeyValueView snapshot() {
    return network.state().view();
  }

  @Override
  public ChainReader chain() {
    return network.chain();
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
