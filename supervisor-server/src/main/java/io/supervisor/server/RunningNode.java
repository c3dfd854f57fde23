package io.supervisor.server;

import io.supervisor.api.ArtifactId;
import io.supervisor.api.crypto.MasterKey;
import io.supervisor.core.blockchain.GenesisException;
import io.supervisor.core.blockchain.QueryEngine;
import io.supervisor.core.pool.PoolLimits;
import io.supervisor.core.replica.ReplicaConfig;
import io.supervisor.core.runtime.Dispatcher;
import io.supervisor.core.runtime.ServiceRuntime;
import io.supervisor.server.config.Address;
import io.supervisor.server.config.ConfigException;
import io.supervisor.server.config.NodeConfig;
import io.supervisor.server.config.ServicesFolder;
import io.supervisor.server.http.HttpServers;
import io.supervisor.server.javaruntime.ArtifactDirectory;
import io.supervisor.server.javaruntime.JavaArtifactSource;
import io.supervisor.server.javaruntime.ProtoSources;
import io.supervisor.server.node.Node;
import io.supervisor.server.node.NodeApi;
import io.supervisor.server.node.NodePorts;
import io.supervisor.server.node.RestartMarks;
import io.supervisor.server.observe.EventLog;
import io.supervisor.server.observe.Metrics;
import io.supervisor.server.observe.NodeObserver;
import io.supervisor.server.rpc.RpcServers;
import io.supervisor.server.signing.MasterKeyFile;
import io.supervisor.server.signing.NativeVerifier;
import io.supervisor.server.storage.CheckpointPolicy;
import io.supervisor.server.storage.MapDbStore;
import io.supervisor.server.storage.journal.DataFolder;
import io.supervisor.server.storage.journal.FileChainArchive;
import io.supervisor.server.storage.journal.FileDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One node with all its rooms, from files to ports, put together and taken apart in order. */
public final class RunningNode implements AutoCloseable {
  /** Files of the journal are small: two of them are filled with zeros at the first start. */
  static final int JOURNAL_SEGMENT_BYTES = 16 << 20;

  /** A full pool leaves most of the heap to others. */
  private static PoolLimits pool() {
    var most = PoolLimits.DEFAULT;
    var bytes = Math.min(most.bytesMax(), Runtime.getRuntime().maxMemory() / 4);
    return new PoolLimits(most.countMax(), bytes, most.authorCountMax());
  }

  private final NodeConfig config;
  private final NodeOptions options;
  private final String version;
  private final CheckpointPolicy policy;
  private final int journalSegmentBytes;
  private final Resources resources = new Resources();
  private final EventLog log = new EventLog();
  private final Metrics metrics = resources.add(new Metrics());
  private final Node node;

  /**
   * Starts a node.
   *
   * @param version of the software, told to peers and clients
   * @throws ConfigException if what its administrator configured is wrong
   * @throws IllegalStateException if its data do not let it start
   * @throws IOException if a port cannot be had
   */
  public RunningNode(NodeConfig config, NodeOptions options, String version) throws IOException {
    this(config, options, version, CheckpointPolicy.standard(), JOURNAL_SEGMENT_BYTES);
  }

  /**
   * @param journalSegmentBytes size of the journal's files
   */
  RunningNode(
      NodeConfig config,
      NodeOptions options,
      String version,
      CheckpointPolicy policy,
      int journalSegmentBytes)
      throws IOException {
    this.config = config;
    this.options = options;
    this.version = version;
    this.policy = policy;
    this.journalSegmentBytes = journalSegmentBytes;
    try {
      this.node = start();
    } catch (IOException | RuntimeException | Error e) {
      resources.close();
      throw e;
    }
  }

  private Node start() throws IOException {
    var keys = keys();
    log.starting(version, keys.consensusKey().publicKey(), role(keys));
    var data = resources.add(DataFolder.open(options.database()));
    var folder =
        options.services().or(() -> config.privateConfig().services()).map(ServicesFolder::read);
    var builtIn = GenesisAssembly.artifacts(folder);
    GenesisAssembly.checkServices(options.database(), builtIn);
    var artifacts = new ArtifactDirectory(artifactFolder(data));
    var java = new ServiceRuntime(ArtifactId.RUNTIME_JAVA, new JavaArtifactSource(artifacts));
    var dispatcher =
        new Dispatcher(List.of(new ServiceRuntime(ArtifactId.RUNTIME_BUILT_IN, builtIn), java));
    var stateFolder = data.folder("state");
    // Closed after the store, whose checkpoints sync it.
    var archive = resources.add(new FileChainArchive(data.folder("chain")));
    var checkpoints = new StateCheckpoints(stateFolder, archive, log, metrics);
    var store = resources.add(MapDbStore.open(stateFolder, policy, checkpoints));
    var ports =
        new NodePorts(
            resources.add(
                new FileDisk(
                    data.folder("journal"), took -> metrics.storage().journalSynced(took))),
            store,
            archive,
            dispatcher,
            GenesisAssembly.genesis(config.publicConfig(), folder, builtIn),
            keys.consensusKey(),
            keys.serviceKey(),
            NativeVerifier.fastest(),
            new RestartMarks(options.database().resolve(RestartMarks.FOLDER)),
            log,
            metrics);
    var started = resources.add(startNode(ports));
    checkpoints.tell(started::checkpointsVerified, store.twiceInFiles());
    resources.add(new NodeObserver(started, metrics, log));
    var peers = config.privateConfig().listenAddress();
    log.listening("peers", new Address(peers.host(), started.peerPort()).toString());
    var protoSources = new ProtoSources(id -> builtIn.find(id).or(() -> java.artifact(id)));
    serve(started, new QueryEngine(dispatcher, started.chain()), artifacts, protoSources);
    serveHttp(started, new QueryEngine(dispatcher, started.chain()), protoSources);
    return started;
  }

  private Node startNode(NodePorts ports) throws IOException {
    try {
      var replica =
          new ReplicaConfig(
              pool(), journalSegmentBytes, ReplicaConfig.DEFAULT.peerBytesPerSecond());
      return Node.start(config, ports, replica, version);
    } catch (GenesisException e) {
      throw new ConfigException(config.file() + ": public_config: " + e.getMessage(), e);
    }
  }

  private void serve(
      Node started, QueryEngine queries, ArtifactDirectory artifacts, ProtoSources protoSources)
      throws IOException {
    var api = config.privateConfig().api();
    var served =
        new RpcServers.Served(
            started,
            queries,
            artifacts,
            protoSources,
            version,
            config.privateConfig().externalAddress());
    var where =
        new RpcServers.Options(
            api.publicGrpc().map(Address::resolve),
            api.privateGrpc().map(Address::resolve),
            api.privateGrpcTls()
                .map(
                    tls -> new RpcServers.Tls(tls.certificate(), tls.key(), tls.clientAuthority())),
            options.development());
    resources.add(RpcServers.start(served, where, metrics, log));
  }

  private void serveHttp(Node started, QueryEngine queries, ProtoSources protoSources)
      throws IOException {
    var api = config.privateConfig().api();
    var served = new HttpServers.Served(started, queries, protoSources, version);
    var where =
        new HttpServers.Options(
            options.publicHttp().or(api::publicHttp).map(Address::resolve),
            options.privateHttp().or(api::privateHttp).map(Address::resolve),
            api.publicOrigin(),
            api.privateOrigin(),
            api.jsonBytesMax(),
            options.development());
    resources.add(HttpServers.start(served, where, metrics, log));
  }

  private Path artifactFolder(DataFolder data) {
    return options
        .artifacts()
        .or(() -> config.privateConfig().artifacts())
        .orElseGet(() -> data.folder("artifacts"));
  }

  private MasterKey keys() {
    var file = config.privateConfig().masterKey();
    var keys = MasterKeyFile.read(file, options.passphrase());
    var expected = config.privateConfig().consensusKey();
    if (!keys.consensusKey().publicKey().equals(expected)) {
      throw new ConfigException(
          "%s: private_config.consensus_public_key is %s, but the key file %s has %s"
              .formatted(config.file(), expected, file, keys.consensusKey().publicKey()));
    }
    return keys;
  }

  private String role(MasterKey keys) {
    var own = keys.consensusKey().publicKey().toByteString();
    return config.publicConfig().consensus().getValidatorKeysList().stream()
            .anyMatch(validator -> validator.getConsensusKey().getData().equals(own))
        ? "validator"
        : "auditor";
  }

  public NodeApi api() {
    return node;
  }

  /** Completed once somebody asked the node to stop, or it could not go on (exceptionally). */
  public CompletableFuture<Void> ended() {
    return CompletableFuture.anyOf(node.stopRequested(), node.ended()).thenAccept(_ -> {});
  }

  @Override
  public void close() {
    log.stopping(node.ended().isCompletedExceptionally() ? "failure" : "request");
    resources.close();
  }
}
