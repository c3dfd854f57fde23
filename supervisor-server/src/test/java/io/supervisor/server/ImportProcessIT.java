package io.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.InstanceId;
import io.supervisor.api.PublicKey;
import io.supervisor.api.Vectors;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.crypto.KeyPair;
import io.supervisor.api.crypto.Sha256;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.api.proof.BlockProof;
import io.supervisor.rpc.v1.Block;
import io.supervisor.rpc.v1.BlockParts;
import io.supervisor.rpc.v1.GetBlockRequest;
import io.supervisor.rpc.v1.GetLedgerStatusRequest;
import io.supervisor.rpc.v1.LedgerServiceGrpc;
import io.supervisor.rpc.v1.LedgerServiceGrpc.LedgerServiceBlockingStub;
import io.supervisor.rpc.v1.SubmitTransactionRequest;
import io.supervisor.rpc.v1.TransactionHashes;
import io.supervisor.rpc.v1.WatchTransactionsRequest;
import io.supervisor.server.chainimport.RecordedNetwork;
import io.supervisor.server.config.Address;
import io.supervisor.server.config.NodeConfig;
import io.supervisor.server.config.TomlFile;
import io.supervisor.server.config.TomlTable;
import io.supervisor.server.setup.LocalNetwork.Ports;
import io.supervisor.server.storage.journal.FileChainArchive;
import io.supervisor.wire.supervisor.ConfigVote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network of the original moves to real processes of ours, and goes on with its own keys. */
final class ImportProcessIT {
  private static final int KILLS = Integer.getInteger("supervisor.kills", 5);
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int CONFIG_VOTE = 3;
  private static final int NEW_TRANSACTIONS = 10;
  private static final KeyPair CLIENT = KeyPair.fromSeed(Sha256.of(new byte[] {9}).toBytes());

  @TempDir Path folder;
  private RecordedNetwork network;
  private Path services;
  private final List<ServerProcess> processes = new ArrayList<>();
  private final List<ServerProcess> nodes = new ArrayList<>();
  private final List<ManagedChannel> channels = new ArrayList<>();

  @BeforeEach
  void unpack() throws IOException {
    network = new RecordedNetwork(folder);
    network.unpack();
    services = network.services();
  }

  @AfterEach
  void end() {
    channels.forEach(ManagedChannel::shutdownNow);
    processes.forEach(ServerProcess::close);
  }

  @Test
  void anImportThatIsKilledGoesOnWhereItWas() throws Exception {
    long seed = Long.getLong("supervisor.seed", System.nanoTime());
    System.err.println("seed " + seed);
    var random = new Random(seed);
    long reached = -1;
    for (int kill = 0; kill < KILLS; kill++) {
      long target = bytes(1) + random.nextInt(60_000);
      var victim = startImport(1, RecordedNetwork.LAST_EXECUTED);
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(10))
          .until(() -> !victim.isAlive() || bytes(1) > target);
      victim.kill();
      long now = archived(1);
      assertThat(now).as(victim.output()).isGreaterThanOrEqualTo(reached);
      reached = now;
    }
    finishImport(startImport(1, RecordedNetwork.LAST_EXECUTED));
    assertRecorded(1);
  }

  @Test
  void theNetworkGoesOnWithItsOwnKeysAfterTheImport() throws Exception {
    var ports = ProcessCluster.freePorts(RecordedNetwork.VALIDATORS);
    for (int i = 1; i <= RecordedNetwork.VALIDATORS; i++) {
      move(i, ports);
    }
    var imports = new ArrayList<ServerProcess>();
    for (int i = 1; i <= RecordedNetwork.VALIDATORS; i++) {
      imports.add(startImport(i, RecordedNetwork.LAST_EXECUTED));
    }
    for (var each : imports) {
      finishImport(each);
    }
    for (int i = 1; i <= RecordedNetwork.VALIDATORS; i++) {
      assertRecorded(i);
      var started =
          ServerProcess.run(
              config(i), network.node(i).resolve("db"), "--services", services.toString());
      processes.add(started);
      nodes.add(started);
      var address = ports.get(i - 1).publicGrpc();
      channels.add(
          NettyChannelBuilder.forAddress(address.host(), address.port()).usePlaintext().build());
    }
    for (int i = 1; i <= RecordedNetwork.VALIDATORS; i++) {
      awaitHeight(i, RecordedNetwork.LAST_EXECUTED);
    }
    for (int number = 0; number < NEW_TRANSACTIONS; number++) {
      commit(1 + number % RecordedNetwork.VALIDATORS, number);
    }
    assertDecidedByTheSameKeys();
    assertBelievedByExonumClient(ports.getFirst().publicHttp());
    assertTakenOverAgain(ports.getFirst().publicHttp());
  }

  /** A client of the old network verifies blocks from before the move and from after it. */
  private void assertBelievedByExonumClient(Address node) throws Exception {
    var client = Files.createDirectories(Path.of("target", "exonum-client"));
    for (var file : List.of("package.json", "package-lock.json", "blocks.mjs")) {
      Files.copy(
          Path.of("src", "test", "node", file),
          client.resolve(file),
          StandardCopyOption.REPLACE_EXISTING);
    }
    run(client, List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"));
    var keys = validators().stream().map(PublicKey::toString).collect(Collectors.joining(","));
    var said =
        run(
            client,
            List.of(
                "node",
                "blocks.mjs",
                "http://" + node,
                keys,
                "1",
                Long.toString(RecordedNetwork.LAST_EXECUTED),
                Long.toString(RecordedNetwork.LAST_EXECUTED + 1),
                Long.toString(height(1))));
    System.out.println("exonum-client on blocks before and after the move: " + said.strip());
    assertThat(said.strip()).endsWith("8 checks");
  }

  /** Runs a program to its end; its output. */
  private String run(Path where, List<String> command) throws Exception {
    var log = folder.resolve("program.log");
    var process =
        new ProcessBuilder(command)
            .directory(where.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      var ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(ended && process.exitValue() == 0)
          .as("%s%n%s", command, Files.readString(log))
          .isTrue();
      return Files.readString(log);
    } finally {
      process.destroyForcibly();
    }
  }

  /** What a node of ours serves over HTTP, old blocks and new ones, is a source as well. */
  private void assertTakenOverAgain(Address node) throws Exception {
    long last = height(1);
    var again = startImport(1, "again", "http://" + node, last);
    assertThat(again.await()).as(again::output).isZero();
    try (var archive = new FileChainArchive(network.node(1).resolve("again/chain"))) {
      for (long height = 0; height <= last; height++) {
        assertThat(archive.read(new Height(height)).orElseThrow().hash().toByteString())
            .isEqualTo(block(1, height).getHash());
      }
    }
  }

  private ServerProcess startImport(int node, long to) throws IOException {
    return startImport(node, "db", network.chain().toString(), to);
  }

  private ServerProcess startImport(int node, String database, String from, long to)
      throws IOException {
    var started =
        ServerProcess.start(
            network.node(node).resolve("import.log"),
            "import",
            "--from",
            from,
            "--genesis",
            config(node).toString(),
            "--services",
            services.toString(),
            "--dir",
            network.node(node).resolve(database).toString(),
            "--to",
            Long.toString(to));
    processes.add(started);
    return started;
  }

  private static void finishImport(ServerProcess started) throws InterruptedException {
    assertThat(started.await()).as(started::output).isZero();
    assertThat(started.output())
        .contains("has the chain up to block " + RecordedNetwork.LAST_EXECUTED);
  }

  /** Of its chain, which is not to be opened while a process writes it. */
  private long bytes(int node) throws IOException {
    var chain = network.node(node).resolve("db/chain");
    if (!Files.isDirectory(chain)) {
      return 0;
    }
    try (var files = Files.list(chain)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }

  /** Height of the chain that a killed process has left. */
  private long archived(int node) {
    var chain = network.node(node).resolve("db/chain");
    if (!Files.isDirectory(chain)) {
      return -1;
    }
    try (var archive = new FileChainArchive(chain)) {
      return archive.length() - 1;
    }
  }

  private void assertRecorded(int node) {
    var recorded = Vectors.file("chain").get("blocks");
    try (var archive = new FileChainArchive(network.node(node).resolve("db/chain"))) {
      assertThat(archive.length()).isEqualTo(RecordedNetwork.LAST_EXECUTED + 1);
      for (int height = 0; height < archive.length(); height++) {
        assertThat(archive.read(new Height(height)).orElseThrow().hash())
            .isEqualTo(Vectors.hash(recorded.get(height), "block_hash"));
      }
    }
  }

  private Path config(int node) {
    return network.node(node).resolve("node.toml");
  }

  /** The original's files as they are, but for the addresses, and for gRPC. */
  private void move(int node, List<Ports> ports) {
    var table = TomlFile.read(config(node));
    var own = table.table("private_config");
    own.with("external_address", ports.get(node - 1).peer().toString());
    own.with("listen_address", ports.get(node - 1).peer().toString());
    var peers = own.table("connect_list");
    peers.with("peers", peers.tables("peers").stream().map(peer -> moved(peer, ports)).toList());
    own.with("connect_list", peers);
    own.with(
        "api",
        TomlTable.empty()
            .with("public_api_address", ports.get(node - 1).publicHttp().toString())
            .with("grpc_public_address", ports.get(node - 1).publicGrpc().toString()));
    TomlFile.write(config(node), table);
  }

  private static TomlTable moved(TomlTable peer, List<Ports> ports) {
    int recorded = Address.parse(peer.text("address")).port();
    return peer.with("address", ports.get(recorded - 6401).peer().toString());
  }

  private LedgerServiceBlockingStub ledger(int node) {
    channels.get(node - 1).resetConnectBackoff();
    return LedgerServiceGrpc.newBlockingStub(channels.get(node - 1))
        .withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  private long height(int node) {
    try {
      return ledger(node).getLedgerStatus(GetLedgerStatusRequest.getDefaultInstance()).getHeight();
    } catch (StatusRuntimeException e) {
      return -1;
    }
  }

  private void awaitHeight(int node, long height) {
    var process = nodes.get(node - 1);
    await()
        .atMost(PATIENCE)
        .failFast(() -> assertThat(process.isAlive()).as(process::output).isTrue())
        .until(() -> height(node) >= height);
  }

  private void commit(int node, int number) {
    var vote =
        ConfigVote.newBuilder()
            .setProposeHash(Canonical.toWire(Sha256.of(new byte[] {(byte) number})))
            .build();
    var transaction =
        VerifiedTransaction.sign(InstanceId.SUPERVISOR, CONFIG_VOTE, vote.toByteArray(), CLIENT);
    ledger(node)
        .submitTransaction(
            SubmitTransactionRequest.newBuilder()
                .setTransaction(ByteString.copyFrom(transaction.bytes()))
                .build());
    var seen =
        ledger(node)
            .watchTransactions(
                WatchTransactionsRequest.newBuilder()
                    .setHashes(
                        TransactionHashes.newBuilder().addHashes(transaction.hash().toByteString()))
                    .build());
    var location = seen.next().getCommitted().getLocation();
    assertThat(location.getBlockHeight()).isGreaterThan(RecordedNetwork.LAST_EXECUTED);
  }

  /** From the last recorded block on, each links to the one before, and the old keys decided it. */
  private void assertDecidedByTheSameKeys() {
    var keys = validators();
    var previous =
        Vectors.hash(
            Vectors.file("chain").get("blocks").get((int) RecordedNetwork.LAST_EXECUTED),
            "block_hash");
    long last = height(1);
    assertThat(last).isGreaterThan(RecordedNetwork.LAST_EXECUTED);
    for (int i = 1; i <= RecordedNetwork.VALIDATORS; i++) {
      awaitHeight(i, last);
    }
    for (long height = RecordedNetwork.LAST_EXECUTED + 1; height <= last; height++) {
      var block = block(1, height);
      var header = Canonical.fromWire(block.getHeader());
      assertThat(header.prevHash()).isEqualTo(previous);
      new BlockProof(block.getHeader(), block.getPrecommitsList()).check(keys).orElseThrow();
      previous = Hash.of(block.getHash());
      for (int node = 2; node <= RecordedNetwork.VALIDATORS; node++) {
        assertThat(block(node, height).getHash()).isEqualTo(block.getHash());
      }
    }
  }

  private List<PublicKey> validators() {
    return Canonical.fromWire(NodeConfig.read(config(1)).publicConfig().consensus())
        .consensusKeys();
  }

  private Block block(int node, long height) {
    return ledger(node)
        .getBlock(
            GetBlockRequest.newBuilder()
                .setHeight(height)
                .setParts(BlockParts.newBuilder().setPrecommits(true))
                .build())
        .getBlock();
  }
}
