package io.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.supervisor.api.InstanceId;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.crypto.KeyPair;
import io.supervisor.api.crypto.Sha256;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.api.proof.BlockProof;
import io.supervisor.rpc.v1.AddPeerRequest;
import io.supervisor.rpc.v1.BlockParts;
import io.supervisor.rpc.v1.GetBlockRequest;
import io.supervisor.rpc.v1.GetLedgerStatusRequest;
import io.supervisor.rpc.v1.GetNodeInfoRequest;
import io.supervisor.rpc.v1.LedgerServiceGrpc;
import io.supervisor.rpc.v1.LedgerServiceGrpc.LedgerServiceBlockingStub;
import io.supervisor.rpc.v1.NodeAdminServiceGrpc;
import io.supervisor.rpc.v1.NodeRole;
import io.supervisor.rpc.v1.SubmitTransactionRequest;
import io.supervisor.rpc.v1.TransactionHashes;
import io.supervisor.rpc.v1.WatchTransactionsRequest;
import io.supervisor.server.config.NodeConfig;
import io.supervisor.server.config.PublicPart;
import io.supervisor.server.setup.Finalizing;
import io.supervisor.server.setup.LocalNetwork.Ports;
import io.supervisor.server.setup.SetUp;
import io.supervisor.wire.supervisor.ConfigVote;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose key is not among the public configs joins a running network of real processes. */
final class AuditorIT {
  private static final int VALIDATORS = 4;
  private static final int CONFIG_VOTE = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final KeyPair CLIENT = KeyPair.fromSeed(Sha256.of(new byte[] {9}).toBytes());

  @TempDir Path folder;
  private ProcessCluster cluster;
  private Ports ports;
  private ManagedChannel channel;
  private final List<ServerProcess> auditors = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    cluster = new ProcessCluster(folder, VALIDATORS, 1);
    ports = cluster.network.ports(VALIDATORS);
    channel =
        NettyChannelBuilder.forAddress(ports.publicGrpc().host(), ports.publicGrpc().port())
            .usePlaintext()
            .build();
    IntStream.range(0, VALIDATORS).forEach(i -> cluster.awaitHeight(i, 0));
  }

  @AfterEach
  void end() {
    channel.shutdownNow();
    auditors.forEach(ServerProcess::close);
    cluster.close();
  }

  @Test
  void anAuditorFollowsAnswersAndNeverVotes() throws Exception {
    for (int i = 0; i < 5; i++) {
      commit(cluster.ledger(0), i);
    }
    var config = setUp();
    var auditor = launch(config);
    for (int i = 0; i < VALIDATORS; i++) {
      admit(i, config);
    }
    awaitSame(0);
    assertThat(role()).isEqualTo(NodeRole.NODE_ROLE_AUDITOR);

    commit(ledger(), 5);
    awaitSame(1);
    auditor.kill();
    commit(cluster.ledger(0), 6);
    launch(config);
    awaitSame(2);

    assertThat(cluster.stop(3)).isZero();
    cluster.restart(3);
    cluster.awaitHeight(3, height());
    commit(ledger(), 7);
    awaitSame(3);

    assertThat(cluster.stop(3)).isZero();
    assertThat(cluster.stop(2)).isZero();
    submit(ledger(), 8);
    awaitStandstill();
    cluster.restart(2);
    awaitCommitted(ledger(), 8);
    assertOnlyValidatorsDecided(config);
  }

  /** What those that have stopped sent before may still make a block, and then nothing does. */
  private void awaitStandstill() {
    var seen = new AtomicLong(-1);
    await()
        .during(Duration.ofSeconds(3))
        .atMost(PATIENCE)
        .until(() -> {
          long now = height();
          return seen.getAndSet(now) == now && now >= 0 && cluster.height(0) == now;
        });
  }

  /** As its administrator would, with the public parts that the validators have published. */
  private Path setUp() {
    var network = cluster.network;
    var own = folder.resolve("auditor");
    SetUp.generateConfig(
        folder.resolve("template.toml"),
        own,
        new SetUp.Validator(
            ports.peer().toString(),
            Optional.of(ports.peer()),
            Optional.empty(),
            () -> new char[0]));
    var parts =
        IntStream.range(0, VALIDATORS)
            .mapToObj(i -> PublicPart.read(network.nodeFolder(i).resolve(SetUp.PUBLIC_PART)))
            .toList();
    var options =
        new Finalizing(
            Optional.empty(),
            Optional.empty(),
            Optional.of(ports.publicGrpc()),
            Optional.of(ports.privateGrpc()),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    var config = own.resolve("node.toml");
    SetUp.finalizeConfig(own.resolve(SetUp.PRIVATE_PART), config, parts, options);
    return config;
  }

  private ServerProcess launch(Path config) throws Exception {
    var auditor = ServerProcess.run(config, config.resolveSibling("db"));
    auditors.add(auditor);
    return auditor;
  }

  /** Each validator adds it to its connect list, and keeps it there. */
  private void admit(int validator, Path config) {
    var key = NodeConfig.read(config).privateConfig().consensusKey();
    var address = cluster.network.ports(validator).privateGrpc();
    var admin =
        NettyChannelBuilder.forAddress(address.host(), address.port()).usePlaintext().build();
    try {
      NodeAdminServiceGrpc.newBlockingStub(admin)
          .withDeadlineAfter(60, TimeUnit.SECONDS)
          .addPeer(
              AddPeerRequest.newBuilder()
                  .setConsensusKey(key.toByteString())
                  .setAddress(ports.peer().toString())
                  .build());
    } finally {
      admin.shutdownNow();
    }
    assertThat(NodeConfig.read(cluster.network.nodeConfig(validator)).privateConfig().peers())
        .anyMatch(peer -> peer.consensusKey().equals(key));
  }

  private NodeRole role() {
    var admin =
        NettyChannelBuilder.forAddress(ports.privateGrpc().host(), ports.privateGrpc().port())
            .usePlaintext()
            .build();
    try {
      return NodeAdminServiceGrpc.newBlockingStub(admin)
          .withDeadlineAfter(60, TimeUnit.SECONDS)
          .getNodeInfo(GetNodeInfoRequest.getDefaultInstance())
          .getRole();
    } finally {
      admin.shutdownNow();
    }
  }

  private LedgerServiceBlockingStub ledger() {
    channel.resetConnectBackoff();
    return LedgerServiceGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
  }

  private long height() {
    try {
      return ledger().getLedgerStatus(GetLedgerStatusRequest.getDefaultInstance()).getHeight();
    } catch (io.grpc.StatusRuntimeException e) {
      return -1;
    }
  }

  /** The auditor has what a validator has by now. */
  private void awaitSame(int validator) {
    long height = cluster.height(validator);
    await()
        .atMost(PATIENCE)
        .failFast(() -> assertThat(auditors.getLast().isAlive()).as(log()).isTrue())
        .until(() -> height() >= height);
    assertThat(hash(ledger(), height)).isEqualTo(hash(cluster.ledger(validator), height));
  }

  private String log() {
    return "the auditor runs; its log:\n" + auditors.getLast().output();
  }

  private static ByteString hash(LedgerServiceBlockingStub ledger, long height) {
    return ledger
        .getBlock(GetBlockRequest.newBuilder().setHeight(height).build())
        .getBlock()
        .getHash();
  }

  private void assertOnlyValidatorsDecided(Path config) {
    var keys =
        Canonical.fromWire(NodeConfig.read(config).publicConfig().consensus()).consensusKeys();
    for (long height = 1; height <= height(); height++) {
      var block =
          ledger()
              .getBlock(
                  GetBlockRequest.newBuilder()
                      .setHeight(height)
                      .setParts(BlockParts.newBuilder().setPrecommits(true))
                      .build())
              .getBlock();
      new BlockProof(block.getHeader(), block.getPrecommitsList()).check(keys).orElseThrow();
    }
  }

  private static void commit(LedgerServiceBlockingStub ledger, int number) {
    submit(ledger, number);
    awaitCommitted(ledger, number);
  }

  private static void submit(LedgerServiceBlockingStub ledger, int number) {
    ledger.submitTransaction(
        SubmitTransactionRequest.newBuilder()
            .setTransaction(ByteString.copyFrom(transaction(number).bytes()))
            .build());
  }

  private static void awaitCommitted(LedgerServiceBlockingStub ledger, int number) {
    var seen =
        ledger.watchTransactions(
            WatchTransactionsRequest.newBuilder()
                .setHashes(
                    TransactionHashes.newBuilder()
                        .addHashes(transaction(number).hash().toByteString()))
                .build());
    assertThat(seen.next().hasCommitted()).isTrue();
  }

  /** A vote for no proposal: it is committed, and its call fails, as any transaction may. */
  private static VerifiedTransaction transaction(int number) {
    var vote =
        ConfigVote.newBuilder()
            .setProposeHash(Canonical.toWire(Sha256.of(new byte[] {(byte) number})))
            .build();
    return VerifiedTransaction.sign(InstanceId.SUPERVISOR, CONFIG_VOTE, vote.toByteArray(), CLIENT);
  }
}
