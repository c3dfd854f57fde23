package io.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.InstanceId;
import io.supervisor.api.crypto.KeyPair;
import io.supervisor.api.crypto.Sha256;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.core.blockchain.CoreSchema;
import io.supervisor.core.merkledb.Snapshot;
import io.supervisor.core.runtime.DispatcherSchema;
import io.supervisor.examples.cryptocurrency.CryptocurrencyArtifact;
import io.supervisor.examples.cryptocurrency.message.CreateWallet;
import io.supervisor.examples.cryptocurrency.message.Issue;
import io.supervisor.server.config.NodeConfig;
import io.supervisor.server.javaruntime.ExampleJars;
import io.supervisor.server.node.NodeApi;
import io.supervisor.server.node.Submission;
import io.supervisor.server.setup.LocalNetwork;
import io.supervisor.server.storage.CheckpointPolicy;
import io.supervisor.wire.deploy.DeployArguments;
import io.supervisor.wire.runtime.ArtifactId;
import io.supervisor.wire.supervisor.ConfigChange;
import io.supervisor.wire.supervisor.ConfigPropose;
import io.supervisor.wire.supervisor.DeployRequest;
import io.supervisor.wire.supervisor.StartService;
import io.supervisor.wire.supervisor.SupervisorMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real node whose state files are gone, or all of them damaged, after its journal has forgotten
 * the first blocks: it executes its archived blocks again, those of a service that was deployed and
 * started on the way included.
 */
@Timeout(300)
final class LostStateIT {
  /** Far less than the test writes, so that the journal forgets. */
  private static final int SEGMENT_BYTES = 8 << 10;

  private static final CheckpointPolicy OFTEN = new CheckpointPolicy(1, 1 << 20, 1);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String NAME = "exonum-cryptocurrency";
  private static final String VERSION = "0.2.0";
  private static final io.supervisor.api.ArtifactId DEPLOYED =
      io.supervisor.api.ArtifactId.parse("1:" + NAME + ":" + VERSION);
  private static final String JAR = "cryptocurrency.jar";
  private static final int DEPLOY = 0;
  private static final int PROPOSE = 2;
  private static final int ISSUE = 1;
  private static final int CREATE_WALLET = 2;
  private static final KeyPair OWNER = KeyPair.fromSeed(new byte[KeyPair.SEED_SIZE]);

  @TempDir Path folder;
  private LocalNetwork network;
  private Path config;
  private Path database;
  private Hash before;
  private Height height;
  private int issued;

  @BeforeEach
  void commitBlocks() throws Exception {
    network =
        new LocalNetwork(
            folder, 1, 0, SupervisorMode.SIMPLE, FreePorts.offset(1), Optional.empty());
    network.create();
    config = network.nodeConfig(0);
    database = network.database(0);
    var jar = ExampleJars.of(CryptocurrencyArtifact.class, NAME, VERSION);
    Files.write(Files.createDirectories(database.resolve("artifacts")).resolve(JAR), jar);
    try (var node = start()) {
      deploy(node.api(), jar);
      startService(node.api());
      send(node.api(), CREATE_WALLET, CreateWallet.newBuilder().setName("Alice").build());
      var segments = files("journal", "journal-");
      await()
          .atMost(PATIENCE)
          .pollDelay(Duration.ZERO)
          .until(() -> {
            issue(node.api());
            return files("journal", "journal-").stream().noneMatch(segments::contains);
          });
      height = height(node.api());
      before = stateHash(node.api(), height);
    }
    assertThat(files("state", "state-")).isNotEmpty();
  }

  @Test
  void theStateFilesAreGone() throws Exception {
    for (var file : files("state", "state-")) {
      Files.delete(file);
    }
    assertGoesOn();
  }

  @Test
  void oneByteOfEachStateFileIsDamaged() throws Exception {
    for (var file : files("state", "state-")) {
      var bytes = Files.readAllBytes(file);
      bytes[bytes.length / 2] ^= 1;
      Files.write(file, bytes);
    }
    assertGoesOn();
  }

  /**
   * As an operator sees it: a process that says what it lacks, ends, and starts once it is there.
   */
  @Test
  void theJarThatTheBlocksNeedIsGone() throws Exception {
    for (var file : files("state", "state-")) {
      Files.delete(file);
    }
    var jar = database.resolve("artifacts").resolve(JAR);
    var elsewhere = folder.resolve(JAR);
    Files.move(jar, elsewhere);
    var chain = contents("chain", "blocks-");
    var journal = contents("journal", "journal-");
    try (var process = ServerProcess.run(config, database)) {
      assertThat(process.await()).as(process::output).isEqualTo(1);
      assertThat(process.output())
          .contains("the state cannot be made again from the chain archive: block ")
          .contains("what is needed after it is not there: " + JAR)
          .doesNotContain("Exception");
    }
    assertThat(contents("chain", "blocks-")).isEqualTo(chain);
    assertThat(contents("journal", "journal-")).isEqualTo(journal);

    Files.move(elsewhere, jar);
    try (var process = ServerProcess.run(config, database)) {
      await().atMost(PATIENCE).until(() -> process.output().contains("ready"));
      assertThat(process.stop()).isZero();
      assertThat(process.output())
          .contains("executing archived blocks again from_height=")
          .contains("ready");
    }
    assertGoesOn();
  }

  private void assertGoesOn() throws IOException {
    try (var node = start()) {
      assertThat(height(node.api())).isGreaterThanOrEqualTo(height);
      assertThat(stateHash(node.api(), height)).isEqualTo(before);
      int issues = issued;
      issue(node.api());
      assertThat(issued).isEqualTo(issues + 1);
    }
    try (var node = start()) {
      assertThat(stateHash(node.api(), height)).isEqualTo(before);
    }
  }

  private RunningNode start() throws IOException {
    var options =
        new NodeOptions(
            database,
            new char[0],
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            true);
    return new RunningNode(NodeConfig.read(config), options, "test", OFTEN, SEGMENT_BYTES);
  }

  private static ArtifactId artifact() {
    return ArtifactId.newBuilder().setRuntimeId(1).setName(NAME).setVersion(VERSION).build();
  }

  private static void deploy(NodeApi node, byte[] jar) {
    var arguments =
        DeployArguments.newBuilder()
            .setArtifactFilename(JAR)
            .setSha256(Sha256.of(jar).toByteString())
            .build();
    supervise(
        node,
        DEPLOY,
        DeployRequest.newBuilder()
            .setArtifact(artifact())
            .setSpec(arguments.toByteString())
            .setDeadlineHeight(10_000)
            .build());
    await().atMost(PATIENCE).until(() -> dispatcher(node).artifacts().get(DEPLOYED).isPresent());
  }

  private static void startService(NodeApi node) {
    var start = StartService.newBuilder().setArtifact(artifact()).setName("money").build();
    supervise(
        node,
        PROPOSE,
        ConfigPropose.newBuilder()
            .addChanges(ConfigChange.newBuilder().setStartService(start))
            .build());
    await().atMost(PATIENCE).until(() -> dispatcher(node).instance("money").isPresent());
  }

  private static void supervise(NodeApi node, int method, Message message) {
    var answer = node.submitAsNode(InstanceId.SUPERVISOR, method, message.toByteArray()).join();
    awaitCommitted(node, answer);
  }

  private void issue(NodeApi node) {
    issued++;
    send(node, ISSUE, Issue.newBuilder().setAmount(1).setSeed(issued).build());
  }

  private static void send(NodeApi node, int method, Message message) {
    var money = dispatcher(node).instance("money").orElseThrow().spec().id();
    var transaction = VerifiedTransaction.sign(money, method, message.toByteArray(), OWNER);
    awaitCommitted(node, node.submit(transaction.bytes()).join());
  }

  private static void awaitCommitted(NodeApi node, Submission answer) {
    assertThat(answer).isInstanceOf(Submission.Accepted.class);
    var hash = ((Submission.Accepted) answer).transaction();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> core(node).transactionLocations().contains(hash));
  }

  private static CoreSchema core(NodeApi node) {
    return new CoreSchema(new Snapshot(node.snapshot()).access(""));
  }

  private static DispatcherSchema dispatcher(NodeApi node) {
    return new DispatcherSchema(new Snapshot(node.snapshot()).access(""));
  }

  private static Height height(NodeApi node) {
    return core(node).lastHeader().orElseThrow().height();
  }

  /** As the state says; it has the hash that its last block names. */
  private static Hash stateHash(NodeApi node, Height height) {
    var state = new Snapshot(node.snapshot());
    var schema = new CoreSchema(state.access(""));
    assertThat(state.stateHash()).isEqualTo(schema.lastHeader().orElseThrow().stateHash());
    return schema.header(height).orElseThrow().stateHash();
  }

  private List<Path> files(String room, String prefix) throws IOException {
    try (var files = Files.list(database.resolve(room))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .sorted()
          .toList();
    }
  }

  private List<ByteString> contents(String room, String prefix) throws IOException {
    var contents = new ArrayList<ByteString>();
    for (var file : files(room, prefix)) {
      contents.add(ByteString.copyFrom(Files.readAllBytes(file)));
    }
    return contents;
  }
}
