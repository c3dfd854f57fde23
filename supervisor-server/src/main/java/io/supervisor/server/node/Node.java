package io.supervisor.server.node;

import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.InstanceId;
import io.supervisor.api.PublicKey;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.core.blockchain.BlockExecutor;
import io.supervisor.core.blockchain.ChainReader;
import io.supervisor.core.blockchain.CoreSchema;
import io.supervisor.core.merkledb.KeyValueView;
import io.supervisor.core.merkledb.Snapshot;
import io.supervisor.core.replica.ChainStateMachine;
import io.supervisor.core.replica.PeerGate;
import io.supervisor.core.replica.PeerLimits;
import io.supervisor.core.replica.Replica;
import io.supervisor.core.replica.ReplicaConfig;
import io.supervisor.core.replica.ReplicaEffect;
import io.supervisor.core.replica.ReplicaInput;
import io.supervisor.core.replica.ReplicaPorts;
import io.supervisor.core.runtime.NodeIdentity;
import io.supervisor.server.config.Address;
import io.supervisor.server.config.ConfigException;
import io.supervisor.server.config.NodeConfig;
import io.supervisor.server.config.PrivateConfig;
import io.supervisor.server.node.InputQueue.Lane;
import io.supervisor.server.observe.RebuildLog;
import io.supervisor.server.peer.PeerNetwork;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A running node: the thread that owns the replica, and around it verification, peers, deployments
 * and the answers to clients.
 */
public final class Node implements NodeApi, AutoCloseable {
  private final NodeConfig config;
  private final NodePorts ports;
  private final Identity identity;
  private final InputQueue queue = new InputQueue();
  private final ExecutorService urgentVerifier = pool("verify-votes", 1);
  private final ExecutorService bulkVerifiers =
      pool("verify", Math.max(2, Runtime.getRuntime().availableProcessors()));
  private final ExecutorService answers = pool("answers", 1);
  private final CommitNotifier notifier = new CommitNotifier(answers);
  private final ChainReader chain;
  private final Submissions submissions;
  private final Deployments deployments;
  private final PeerNetwork network;
  private final NodeThread thread;
  private final MigrationRunner migrations;
  private final StatusReader statusReader;
  private final CompletableFuture<Void> stopRequested = new CompletableFuture<>();
  private volatile ConsensusConfig consensusConfig;

  private Node(NodeConfig config, NodePorts ports, ReplicaConfig replicaConfig, String software)
      throws IOException {
    this.config = config;
    this.ports = ports;
    this.chain = new ArchivedChain(ports.archive());
    var machine =
        new ChainStateMachine(
            new BlockExecutor(ports.dispatcher()),
            ports.genesis(),
            new NodeIdentity(ports.serviceKey().publicKey()));
    var replica =
        Replica.open(
            replicaConfig,
            new ReplicaPorts(
                ports.disk(),
                ports.store(),
                ports.archive(),
                machine,
                ports.consensusKey(),
                new RebuildLog(ports.log())));
    this.identity =
        new Identity(
            ports.consensusKey().publicKey(),
            ports.serviceKey().publicKey(),
            ports.archive().read(Height.GENESIS).orElseThrow().hash());
    this.consensusConfig = core().consensusConfig();
    this.submissions =
        new Submissions(
            queue,
            bulkVerifiers,
            answers,
            ports.signatures(),
            () -> consensusConfig.maxMessageLen(),
            ports.metrics());
    var intake =
        new PeerIntake(
            new PeerGate(ports.signatures(), _ -> false),
            queue,
            urgentVerifier,
            bulkVerifiers,
            ports.log(),
            ports.metrics());
    this.network =
        new PeerNetwork(
            new PeerNetwork.Settings(
                config.privateConfig().listenAddress(),
                identity.genesis(),
                PeerLimits.MESSAGE_BYTES_MAX,
                software),
            ports.consensusKey(),
            intake);
    var own = new OwnTransactions(submissions, ports.serviceKey(), ports.log());
    this.deployments = new Deployments(ports.dispatcher(), ports.log(), own::send);
    var carrier =
        new EffectCarrier(
            network,
            submissions,
            deployments,
            notifier,
            own,
            ports.log(),
            ports.metrics(),
            this::onCommitted);
    this.thread = new NodeThread(replica, queue, carrier, ports.log());
    this.migrations =
        new MigrationRunner(
            machine.migrations(),
            ports.store()::snapshot,
            this::take,
            ports.restartMarks(),
            ports.log());
    this.statusReader = new StatusReader(this::core, ports.metrics(), replica.status());
  }

  /**
   * Recovers what the disk holds, then joins the network.
   *
   * @param software version, told to peers
   * @throws IOException if the peers' port cannot be had
   * @throws IllegalStateException if the node must not start
   */
  public static Node start(
      NodeConfig config, NodePorts ports, ReplicaConfig replicaConfig, String software)
      throws IOException {
    var node = new Node(config, ports, replicaConfig, software);
    ports
        .log()
        .networkJoined(
            node.identity.genesis(),
            node.thread.status().height(),
            node.consensusConfig.validators().size(),
            node.core().rules().number());
    node.thread.start();
    node.migrations.start();
    for (var peer : config.privateConfig().peers()) {
      node.network.addPeer(peer.consensusKey(), peer.address());
    }
    return node;
  }

  /** Port that peers dial. */
  public int peerPort() {
    return network.port();
  }

  /** Completed once somebody asked the node to stop. */
  public CompletableFuture<Void> stopRequested() {
    return stopRequested;
  }

  /** Completed when the node thread has ended; exceptionally, if it could not go on. */
  public CompletableFuture<Void> ended() {
    return thread.ended();
  }

  @Override
  public Identity identity() {
    return identity;
  }

  @Override
  public CompletableFuture<NodeStatus> status() {
    if (thread.ended().isDone()) {
      return CompletableFuture.failedFuture(new NodeStoppedException());
    }
    return CompletableFuture.completedFuture(statusReader.read(thread.status(), consensusConfig));
  }

  @Override
  public List<PeerInfo> peers() {
    return network.peers().stream()
        .map(peer ->
            new PeerInfo(
                peer.key(),
                peer.address().toString(),
                peer.connected()
                    ? Optional.of(
                        peer.outgoing() ? PeerInfo.Direction.OUTGOING : PeerInfo.Direction.INCOMING)
                    : Optional.empty(),
                Optional.empty(),
                peer.lastError()))
        .toList();
  }

  @Override
  public CompletableFuture<Submission> submit(byte[] signedMessage) {
    return submissions.submit(List.of(signedMessage)).getFirst();
  }

  @Override
  public CompletableFuture<List<Submission>> submitAll(List<byte[]> signedMessages) {
    var futures = submissions.submit(signedMessages);
    return CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new))
        .thenApply(_ -> futures.stream().map(CompletableFuture::join).toList());
  }

  @Override
  public CompletableFuture<Submission> submitAsNode(
      InstanceId instance, int method, byte[] arguments) {
    if (consensusConfig.validatorWithServiceKey(identity.serviceKey()).isEmpty()) {
      return CompletableFuture.completedFuture(
          new Submission.NotValidator("this node is no validator of the network"));
    }
    var transaction = VerifiedTransaction.sign(instance, method, arguments, ports.serviceKey());
    return submissions
        .submitOwn(transaction)
        .thenApply(answer ->
            answer instanceof Submission.Refused(_, var error)
                ? new Submission.NotValidator(error.description())
                : answer);
  }

  @Override
  public CompletableFuture<Optional<byte[]>> pooledTransaction(Hash hash) {
    return thread.ask(replica -> replica.pooled(hash).map(VerifiedTransaction::bytes));
  }

  @Override
  public KeyValueView snapshot() {
    return ports.store().snapshot();
  }

  @Override
  public ChainReader chain() {
    return chain;
  }

  @Override
  public Subscription subscribe(CommitListener listener) {
    return notifier.subscribe(listener);
  }

  @Override
  public CompletableFuture<Void> addPeer(PublicKey consensusKey, String address) {
    try {
      var peer = new PrivateConfig.Peer(consensusKey, Address.parse(address, Address.PEER_PORT));
      NodeConfig.addPeer(config.file(), peer);
      network.addPeer(consensusKey, peer.address());
      return CompletableFuture.completedFuture(null);
    } catch (IllegalArgumentException | ConfigException | IOException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public CompletableFuture<Void> setConsensusEnabled(boolean enabled) {
    var height = thread.status().height();
    boolean taken =
        queue.offer(
            Lane.CONTROL, InputQueue.Local.NODE, new ReplicaInput.ConsensusEnabled(enabled), 1);
    if (!taken) {
      return CompletableFuture.failedFuture(new NodeStoppedException());
    }
    if (enabled) {
      ports.log().resumed(height);
    } else {
      ports.log().paused(height);
    }
    return thread.ask(_ -> true).thenAccept(_ -> {});
  }

  /**
   * Two verified checkpoints of the store contain every block up to this one, and the archive has
   * been synced since; any thread.
   */
  public void checkpointsVerified(Height upTo) {
    queue.offer(Lane.CONTROL, InputQueue.Local.NODE, new ReplicaInput.CheckpointsVerified(upTo), 1);
  }

  @Override
  public void shutdown() {
    stopRequested.complete(null);
  }

  /** Stops in an orderly way; what is durable is enough to go on later. */
  @Override
  public void close() {
    thread.stop();
    migrations.close();
    deployments.close();
    submissions.close();
    thread.ended().handle((_, _) -> true).join();
    network.close();
    for (var pool : List.of(urgentVerifier, bulkVerifiers, answers)) {
      pool.shutdown();
    }
  }

  /** Gives the node thread something that this node has done by itself. */
  private CompletableFuture<?> take(ReplicaInput input) {
    if (!queue.offer(Lane.CONTROL, InputQueue.Local.NODE, input, 1)) {
      return CompletableFuture.failedFuture(new NodeStoppedException());
    }
    // The first answer may come of a step that had taken its inputs before.
    return thread.ask(_ -> true).thenCompose(_ -> thread.ask(_ -> true));
  }

  private void onCommitted(ReplicaEffect.Committed committed) {
    if (!committed.result().changes().instances().isEmpty()) {
      migrations.wake();
    }
    consensusConfig = core().consensusConfig();
    statusReader.onCommitted();
  }

  private CoreSchema core() {
    return new CoreSchema(new Snapshot(ports.store().snapshot()).access(""));
  }

  private static ExecutorService pool(String name, int threads) {
    return Executors.newFixedThreadPool(
        threads, Thread.ofPlatform().name(name + "-", 0).daemon().factory());
  }
}
