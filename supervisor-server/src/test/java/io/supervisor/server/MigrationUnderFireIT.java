package io.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.supervisor.api.Hash;
import io.supervisor.api.service.Value;
import io.supervisor.client.NodeAdmin;
import io.supervisor.client.QueryAnswer;
import io.supervisor.client.SupervisorClient;
import io.supervisor.client.SupervisorException;
import io.supervisor.client.Trust;
import io.supervisor.rpc.v1.Instance;
import io.supervisor.rpc.v1.TaskState;
import io.supervisor.server.javaruntime.JarBuilder;
import io.supervisor.server.setup.LocalNetwork;
import io.supervisor.wire.runtime.ArtifactId;
import io.supervisor.wire.supervisor.ConfigChange;
import io.supervisor.wire.supervisor.ConfigPropose;
import io.supervisor.wire.supervisor.DeployRequest;
import io.supervisor.wire.supervisor.FreezeService;
import io.supervisor.wire.supervisor.MigrationRequest;
import io.supervisor.wire.supervisor.StartService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real nodes that migrate data while they are killed at any moment: each migration ends with the
 * agreed data everywhere. In one test a validator is away meanwhile, in the other one's script
 * comes out differently, and it says so.
 *
 * <p>Property: {@code supervisor.migrations} (how many each test does; 2 if nothing is said).
 */
@Timeout(1_200)
final class MigrationUnderFireIT {
  private static final int MIGRATIONS = Integer.getInteger("supervisor.migrations", 2);
  private static final int VALIDATORS = 4;
  private static final int LAST = VALIDATORS - 1;
  private static final long ENTRIES = 4_000;
  private static final Duration PATIENCE = Duration.ofSeconds(180);

  private static final String SOURCE =
      """
      package org.example;
      import io.supervisor.api.InstanceSpec;
      import io.supervisor.api.Version;
      import io.supervisor.api.service.*;
      import io.supervisor.api.storage.*;
      import java.nio.charset.StandardCharsets;
      import java.util.List;
      public class Many implements ServiceArtifact {
        static ProofMapIndex<Long, Long> numbers(Access data) {
          return data.proofMap("numbers", Codecs.u64(), Codecs.u64());
        }
        public Service create(InstanceSpec instance) {
          return new Service() {
            public List<Method<?>> methods() { return List.of(); }
            public void initialize(CallContext context, byte[] params) {
              long count = Long.parseLong(new String(params, StandardCharsets.UTF_8));
              for (long i = 0; i < count; i++) { numbers(context.data()).put(i, i); }
            }
            public List<Read> reads() {
              return List.of(Read.ofPublic("sum", List.of(), (context, arguments) -> {
                long sum = 0;
                for (var entry : numbers(context.data()).entries()) { sum += entry.getValue(); }
                return Value.of(sum);
              }));
            }
          };
        }
        MIGRATIONS
      }
      """;

  private static final String SCRIPT =
      """
      public DataMigrations migrations() {
        return DataMigrations.fromAnyVersion().to(Version.parse("2.0.0"), context -> {
          var numbers = numbers(context.newData());
          boolean done = context.forEach("numbers", numbers(context.oldData()), Codecs.u64(), 100,
              (key, number) -> numbers.put(key, number * 10 + WRONG));
          return done ? MigrationScript.Step.DONE : MigrationScript.Step.MORE;
        });
      }
      """;

  @TempDir Path folder;
  private final long seed = Long.getLong("supervisor.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final List<NodeAdmin> admins = new ArrayList<>();

  // Set by what each test begins with.
  @SuppressWarnings("NullAway.Init")
  private ProcessCluster cluster;

  @SuppressWarnings("NullAway.Init")
  private SupervisorClient client;

  private static ArtifactId artifact(String version) {
    return ArtifactId.newBuilder().setName("many").setVersion(version).build();
  }

  private static Path services(Path folder, int wrong) throws IOException {
    Files.createDirectories(folder);
    var script = SCRIPT.replace("WRONG", Integer.toString(wrong));
    Files.write(folder.resolve("many-1.jar"), jar("1.0.0", ""));
    Files.write(folder.resolve("many-2.jar"), jar("2.0.0", script));
    Files.writeString(
        folder.resolve("services.toml"),
        "[[service]]\njar = \"many-1.jar\"\n[[service]]\njar = \"many-2.jar\"\n");
    return folder;
  }

  private static byte[] jar(String version, String migrations) {
    return new JarBuilder()
        .manifest("many", version)
        .provider("org.example.Many")
        .source("org.example.Many", SOURCE.replace("MIGRATIONS", migrations))
        .build();
  }

  /**
   * @param wrong what the script of the last node adds to each number
   */
  private void start(int wrong) throws IOException {
    System.err.println("seed " + seed);
    var right = services(folder.resolve("services"), 0);
    var other = services(folder.resolve("other services"), wrong);
    cluster =
        new ProcessCluster(
            folder.resolve("network"),
            VALIDATORS,
            0,
            Optional.of(right),
            network -> replaceServices(network, right, other));
    IntStream.range(0, VALIDATORS).forEach(i -> cluster.awaitHeight(i, 0));
    client =
        SupervisorClient.builder()
            .endpoints(
                IntStream.range(0, VALIDATORS)
                    .mapToObj(i -> cluster.network.ports(i).publicGrpc().toString())
                    .toList())
            .trust(Trust.firstUse())
            .build();
    for (int i = 0; i < VALIDATORS; i++) {
      admins.add(NodeAdmin.connect(cluster.network.ports(i).privateGrpc().toString()));
    }
    deploy("1.0.0");
    deploy("2.0.0");
  }

  private static void replaceServices(LocalNetwork network, Path right, Path other) {
    try {
      var config = network.nodeConfig(LAST);
      var text = Files.readString(config);
      assertThat(text).contains(right.toString());
      Files.writeString(config, text.replace(right.toString(), other.toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterEach
  void end() {
    admins.forEach(NodeAdmin::close);
    if (client != null) {
      client.close();
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void killedNodesGoOnAndOneIsAwayUntilTheEnd() throws Exception {
    start(0);
    for (int round = 0; round < MIGRATIONS; round++) {
      var name = "many" + round;
      startFrozen(name);
      int away = random.nextInt(VALIDATORS);
      cluster.kill(away);
      var request = migrate(name, away);
      killWhileItLasts(request, away);
      cluster.restart(away);
      assertMigrated(name, List.of(0, 1, 2, 3));
    }
  }

  @Test
  void aValidatorWhoseScriptComesOutDifferentlySaysSoAndStaysBehind() throws Exception {
    start(1);
    startFrozen("many");
    var request = migrate("many", LAST);
    killWhileItLasts(request, LAST);
    assertMigrated("many", List.of(0, 1, 2));
    await()
        .atMost(PATIENCE)
        .until(() -> cluster.log(LAST).contains("differ from what the validators agreed on"));
    long height = cluster.height(0);
    cluster.awaitHeight(0, height + 2);
    assertThat(cluster.height(LAST)).isLessThan(height);
  }

  private void deploy(String version) {
    var request =
        DeployRequest.newBuilder()
            .setArtifact(artifact(version))
            .setDeadlineHeight(cluster.height(0) + 1_000)
            .build();
    for (int i = 0; i < 3; i++) {
      admins.get(i).deploy(request);
    }
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(SupervisorException.class)
        .until(() ->
            client.supervisor().overview().getArtifactsList().stream()
                .anyMatch(known ->
                    known.getId().equals(request.getArtifact())
                        && known.getState().getStatusValue() == 2));
  }

  private void apply(ConfigChange change) {
    var proposal =
        ConfigPropose.newBuilder()
            .setActualFrom(cluster.height(0) + 15)
            .setConfigurationNumber(client.supervisor().configuration().getConfigurationNumber())
            .addChanges(change)
            .build();
    Hash hash = admins.getFirst().propose(proposal).proposal().orElseThrow();
    for (int i = 1; i < 3; i++) {
      int voter = i;
      await()
          .atMost(PATIENCE)
          .until(() -> client.supervisor().overview().hasProposal() || isApplied(proposal));
      admins.get(voter).confirm(hash);
    }
    await().atMost(PATIENCE).until(() -> isApplied(proposal));
  }

  private boolean isApplied(ConfigPropose proposal) {
    return cluster.height(0) >= proposal.getActualFrom();
  }

  private void startFrozen(String name) {
    apply(
        ConfigChange.newBuilder()
            .setStartService(
                StartService.newBuilder()
                    .setArtifact(artifact("1.0.0"))
                    .setName(name)
                    .setConfig(ByteString.copyFromUtf8(Long.toString(ENTRIES))))
            .build());
    await().atMost(PATIENCE).until(() -> instance(name).isPresent());
    apply(
        ConfigChange.newBuilder()
            .setFreezeService(
                FreezeService.newBuilder()
                    .setInstanceId(instance(name).orElseThrow().getState().getSpec().getId()))
            .build());
    assertThat(sum(0, name)).contains(ENTRIES * (ENTRIES - 1) / 2);
  }

  private Optional<Instance> instance(String name) {
    return client.supervisor().overview().getInstancesList().stream()
        .filter(instance -> instance.getState().getSpec().getName().equals(name))
        .findFirst();
  }

  /**
   * @param not the administrator who does not ask
   */
  private MigrationRequest migrate(String name, int not) {
    var request =
        MigrationRequest.newBuilder()
            .setService(name)
            .setNewArtifact(artifact("2.0.0"))
            .setDeadlineHeight(client.blocks().status().height().value() + 3_000)
            .build();
    for (int i = 0; i < VALIDATORS; i++) {
      if (i != not) {
        admins.get(i).migrate(request);
      }
    }
    return request;
  }

  /** Kills and restarts nodes at random moments until the request is decided. */
  private void killWhileItLasts(MigrationRequest request, int spared) throws Exception {
    var victims = new ArrayList<>(List.of(0, 1, 2, 3));
    victims.remove(Integer.valueOf(spared));
    int kills = 0;
    while (!isDecided(request) || kills == 0) {
      int victim = victims.get(random.nextInt(victims.size()));
      long until = cluster.height(victim) + random.nextInt(4);
      await().atMost(PATIENCE).until(() -> cluster.height(victim) >= until || isDecided(request));
      cluster.kill(victim);
      cluster.restart(victim);
      cluster.awaitHeight(victim, 0);
      kills++;
    }
    System.err.println(request.getService() + ": kills " + kills);
    assertThat(client.supervisor().migration(request).orElseThrow().getState())
        .isEqualTo(TaskState.TASK_STATE_SUCCEEDED);
  }

  private boolean isDecided(MigrationRequest request) {
    try {
      var state = client.supervisor().migration(request).map(found -> found.getState());
      return state.isPresent()
          && state.get() != TaskState.TASK_STATE_PENDING
          && state.get() != TaskState.TASK_STATE_AWAITING_APPROVAL;
    } catch (SupervisorException | StatusRuntimeException e) {
      return false;
    }
  }

  private void assertMigrated(String name, List<Integer> nodes) {
    for (int node : nodes) {
      await()
          .atMost(PATIENCE)
          .until(() -> sum(node, name).equals(Optional.of(ENTRIES * (ENTRIES - 1) / 2 * 10)));
    }
    var migrated = instance(name).orElseThrow().getState();
    assertThat(migrated.getSpec().getArtifact()).isEqualTo(artifact("2.0.0"));
    assertThat(migrated.getStatus().getSimpleValue()).as("frozen again").isEqualTo(3);
  }

  /** What one node answers; empty if it does not. */
  private Optional<Long> sum(int node, String name) {
    try (var one =
        SupervisorClient.builder()
            .endpoints(cluster.network.ports(node).publicGrpc().toString())
            .trust(Trust.firstUse())
            .build()) {
      QueryAnswer answer = one.queries().ask(name, "sum", Map.of());
      return Optional.of(((Value.Int) answer.value()).value().longValueExact());
    } catch (SupervisorException e) {
      return Optional.empty();
    }
  }
}
