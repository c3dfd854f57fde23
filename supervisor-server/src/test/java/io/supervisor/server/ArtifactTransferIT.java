package io.supervisor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.supervisor.api.Hash;
import io.supervisor.client.NodeAdmin;
import io.supervisor.rpc.v1.ArtifactFile;
import io.supervisor.rpc.v1.ListArtifactsRequest;
import io.supervisor.rpc.v1.SupervisorServiceGrpc;
import io.supervisor.server.javaruntime.JarBuilder;
import io.supervisor.wire.deploy.DeployArguments;
import io.supervisor.wire.runtime.ArtifactId;
import io.supervisor.wire.supervisor.DeployRequest;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Four real nodes of 192 MB heap, one push. One peer forges chunks, one node is killed while it
 * fetches; later one loses its files, and an auditor comes. Prints what the commits felt of it.
 *
 * <p>{@code -Dsupervisor.artifact.bytes=209715200} for a large file, {@code
 * -Dsupervisor.artifact.latency=2} to require a median within so many times that of a quiet
 * network.
 */
@Timeout(1_200)
final class ArtifactTransferIT {
  private static final int VALIDATORS = 4;
  private static final int LIAR = 4;
  private static final int AUDITOR = 5;
  private static final int PUSHED = 0;
  private static final int KILLED = 1;
  private static final int CLEARED = 2;
  private static final int MEASURED = 3;
  private static final int RESOURCE_BYTES = 4 << 20;
  private static final int QUIET_COMMITS = 100;
  private static final long FILE_BYTES = Long.getLong("supervisor.artifact.bytes", 24L << 20);
  private static final int LATENCY_TIMES_MAX = Integer.getInteger("supervisor.artifact.latency", 0);
  private static final Duration PATIENCE = Duration.ofMinutes(8);
  private static final ArtifactId ARTIFACT =
      ArtifactId.newBuilder().setRuntimeId(1).setName("large").setVersion("1.0.0").build();

  @TempDir Path folder;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private ProcessCluster cluster;
  private Path jar;

  @BeforeEach
  void start() throws Exception {
    jar = largeJar();
    cluster = ProcessCluster.withAuditors(folder.resolve("network"), VALIDATORS, 2);
    // Slow enough to be killed on the way.
    Files.writeString(
        cluster.network.nodeConfig(KILLED),
        "%n[private_config.artifact_transfer]%nfetch_bytes_per_second = %d%n"
            .formatted(FILE_BYTES / 8),
        StandardOpenOption.APPEND);
    Files.writeString(
        cluster.network.nodeConfig(MEASURED),
        "%n[private_config.artifact_transfer]%nunused_kept_seconds = 1%n".formatted(),
        StandardOpenOption.APPEND);
    cluster.start();
    IntStream.range(0, VALIDATORS).forEach(i -> cluster.awaitHeight(i, 0));
  }

  @AfterEach
  void end() {
    threads.shutdownNow();
    cluster.close();
  }

  /** A service with resources that do not compress, stored as they are. */
  private Path largeJar() throws IOException {
    var random = new Random(1);
    var file = folder.resolve("large.jar");
    var small = JarBuilder.good("large", "1.0.0").build();
    try (var out = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file)));
        var in = new ZipInputStream(new ByteArrayInputStream(small))) {
      for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        out.putNextEntry(new ZipEntry(entry.getName()));
        in.transferTo(out);
      }
      out.setLevel(Deflater.NO_COMPRESSION);
      for (long left = FILE_BYTES; left > 0; left -= RESOURCE_BYTES) {
        out.putNextEntry(new ZipEntry("data/" + left));
        var bytes = new byte[(int) Math.min(left, RESOURCE_BYTES)];
        random.nextBytes(bytes);
        out.write(bytes);
      }
    }
    return file;
  }

  private Path smallJar() throws IOException {
    return Files.write(folder.resolve("small.jar"), JarBuilder.good("small", "1.0.0").build());
  }

  @Test
  void onePushReachesAllNodes() throws Exception {
    var latencies = new CommitLatencies(cluster, MEASURED);
    latencies.measure(counter(QUIET_COMMITS)); // warms up
    var quiet = latencies.measure(counter(QUIET_COMMITS));
    long begin = System.nanoTime();
    ArtifactFile stored;
    Hash sha256;
    var reached = new AtomicBoolean();
    CompletableFuture<CommitLatencies.Measured> meanwhile;
    try (var liar = new LyingPeer(cluster.network.nodeConfig(LIAR), genesis(), jar)) {
      meanwhile = CompletableFuture.supplyAsync(() -> measure(latencies, reached), threads);
      stored = admin(PUSHED, node -> node.uploadContent(jar));
      sha256 = Hash.of(stored.getSha256());
      var request = request(stored);
      for (int i : new int[] {PUSHED, MEASURED, CLEARED}) {
        admin(i, node -> node.deploy(request));
      }
      killWhileItFetches(sha256);
      cluster.restart(KILLED);
      for (int i = 0; i < VALIDATORS; i++) {
        awaitFile(i, sha256);
      }
      assertThat(liar.forged()).isPositive();
    }
    var took = Duration.ofNanos(System.nanoTime() - begin);
    IntStream.range(0, VALIDATORS).forEach(this::awaitDeployed);
    reached.set(true);
    var loaded = meanwhile.get();
    System.err.printf(
        "%,d bytes on %d nodes after %,d ms; commits: quiet %s; meanwhile %s; median %.2f times%n",
        Files.size(jar),
        VALIDATORS,
        took.toMillis(),
        quiet,
        loaded,
        loaded.percentile(50) / quiet.percentile(50));
    assertThat(IntStream.range(0, VALIDATORS).mapToObj(cluster::log))
        .anyMatch(log -> log.contains("what=\"sent a wrong chunk for the artifact with SHA-256"));
    assertThat(goneOnFrom()).as(() -> cluster.log(KILLED)).isPositive();
    if (LATENCY_TIMES_MAX > 0) {
      assertThat(loaded.percentile(50)).isLessThan(LATENCY_TIMES_MAX * quiet.percentile(50));
    }

    var unneeded = admin(MEASURED, node -> node.uploadContent(smallJar()));
    await()
        .atMost(PATIENCE)
        .until(() -> Files.notExists(file(MEASURED, Hash.of(unneeded.getSha256()))));
    assertThat(file(MEASURED, sha256)).exists();

    assertThat(cluster.stop(CLEARED)).isZero();
    Files.delete(file(CLEARED, sha256));
    cluster.restart(CLEARED);
    awaitFile(CLEARED, sha256);
    assertThat(cluster.log(CLEARED))
        .contains("waiting for artifact=1:large:1.0.0 sha256=" + sha256);
    var height = cluster.height(PUSHED);
    cluster.awaitHeight(CLEARED, height);

    cluster.startNext(); // the liar's place, with a real node
    cluster.startNext();
    awaitFile(AUDITOR, sha256);
    cluster.awaitHeight(AUDITOR, height);
  }

  private static CommitLatencies.Measured measure(CommitLatencies latencies, AtomicBoolean enough) {
    try {
      return latencies.measure(enough::get);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("the test ends", e);
    }
  }

  private static BooleanSupplier counter(int count) {
    var left = new AtomicInteger(count);
    return () -> left.decrementAndGet() <= 0;
  }

  /** What is done with a node. */
  private interface Work<T> {
    T with(NodeAdmin node) throws IOException;
  }

  private <T> T admin(int index, Work<T> work) throws IOException {
    try (var node = NodeAdmin.connect(cluster.network.ports(index).privateGrpc().toString())) {
      return work.with(node);
    }
  }

  private Hash genesis() throws IOException {
    return Hash.of(admin(PUSHED, node -> node.info()).getGenesisHash());
  }

  private DeployRequest request(ArtifactFile stored) {
    return DeployRequest.newBuilder()
        .setArtifact(ARTIFACT)
        .setSpec(
            DeployArguments.newBuilder()
                .setArtifactFilename("large.jar")
                .setSha256(stored.getSha256())
                .setSizeBytes(stored.getSizeBytes())
                .setChunksRoot(stored.getChunksRoot())
                .build()
                .toByteString())
        .setDeadlineHeight(cluster.height(PUSHED) + 1_000_000)
        .build();
  }

  private Path file(int node, Hash sha256) {
    return contents(node).resolve(sha256 + ".jar");
  }

  private Path contents(int node) {
    return cluster.network.database(node).resolve("artifact-contents");
  }

  private void killWhileItFetches(Hash sha256) {
    var part = contents(KILLED).resolve(sha256 + ".part");
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> Files.exists(part) && Files.size(part) > FILE_BYTES / 4);
    cluster.kill(KILLED);
    assertThat(file(KILLED, sha256)).doesNotExist();
  }

  /** Chunks that the node had when it began again. */
  private int goneOnFrom() {
    var begun =
        Pattern.compile("fetching artifact file sha256=\\w+ progress=\"(\\d+) of \\d+ chunks")
            .matcher(cluster.log(KILLED));
    int most = 0;
    while (begun.find()) {
      most = Math.max(most, Integer.parseInt(begun.group(1)));
    }
    return most;
  }

  private void awaitFile(int node, Hash sha256) {
    await()
        .atMost(PATIENCE)
        .failFast(() -> assertThat(cluster.isAlive(node)).as(cluster.log(node)).isTrue())
        .until(() -> Files.exists(file(node, sha256)));
  }

  private void awaitDeployed(int node) {
    await().atMost(PATIENCE).until(() -> isActive(node));
  }

  private boolean isActive(int node) {
    return SupervisorServiceGrpc.newBlockingStub(cluster.channel(node))
        .listArtifacts(ListArtifactsRequest.getDefaultInstance())
        .getArtifactsList()
        .stream()
        .anyMatch(artifact -> artifact.getId().equals(ARTIFACT));
  }
}
