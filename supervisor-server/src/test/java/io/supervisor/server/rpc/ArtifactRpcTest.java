package io.supervisor.server.rpc;

import static io.supervisor.server.rpc.RpcFixture.refusal;
import static io.supervisor.server.rpc.RpcFixture.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.supervisor.api.Hash;
import io.supervisor.api.crypto.ChunkTree;
import io.supervisor.api.crypto.Sha256;
import io.supervisor.rpc.v1.ArtifactFile;
import io.supervisor.rpc.v1.ArtifactServiceGrpc;
import io.supervisor.rpc.v1.FetchArtifactRequest;
import io.supervisor.rpc.v1.ListArtifactFilesRequest;
import io.supervisor.rpc.v1.UploadArtifactRequest;
import io.supervisor.rpc.v1.UploadArtifactResponse;
import io.supervisor.server.javaruntime.JarBuilder;
import io.supervisor.server.observe.EventLog;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ArtifactRpcTest {
  private static final byte[] JAR = JarBuilder.good("sample", "1.0.0").build();

  @TempDir Path folder;
  private RpcFixture fixture;

  @BeforeEach
  void start() throws Exception {
    fixture = new RpcFixture(folder);
  }

  @AfterEach
  void stop() throws Exception {
    fixture.close();
  }

  private static ArtifactFile header(String name, byte[] bytes) {
    return ArtifactFile.newBuilder()
        .setName(name)
        .setSha256(Sha256.of(bytes).toByteString())
        .setSizeBytes(bytes.length)
        .build();
  }

  /** Sends a header and the bytes in small chunks. */
  private ArtifactFile upload(ArtifactFile header, byte[] bytes) throws Exception {
    return upload(fixture.privateChannel, header, bytes);
  }

  private static ArtifactFile upload(Channel channel, ArtifactFile header, byte[] bytes)
      throws Exception {
    var answer = new CompletableFuture<ArtifactFile>();
    var parts = begin(channel, header, answer);
    for (var at = 0; at < bytes.length; at += 1_000) {
      var chunk = ByteString.copyFrom(bytes, at, Math.min(1_000, bytes.length - at));
      parts.onNext(UploadArtifactRequest.newBuilder().setChunk(chunk).build());
    }
    parts.onCompleted();
    return answer.get();
  }

  private static StreamObserver<UploadArtifactRequest> begin(
      Channel channel, ArtifactFile header, CompletableFuture<ArtifactFile> answer) {
    var parts =
        ArtifactServiceGrpc.newStub(channel)
            .uploadArtifact(
                new StreamObserver<>() {
                  @Override
                  public void onNext(UploadArtifactResponse response) {
                    answer.complete(response.getFile());
                  }

                  @Override
                  public void onError(Throwable thrown) {
                    answer.completeExceptionally(thrown);
                  }

                  @Override
                  public void onCompleted() {}
                });
    parts.onNext(UploadArtifactRequest.newBuilder().setHeader(header).build());
    return parts;
  }

  private RpcFixture.Refusal refusedUpload(ArtifactFile header, byte[] bytes) {
    var thrown = catchThrowable(() -> upload(header, bytes));
    assertThat(thrown).isInstanceOf(ExecutionException.class);
    return refusal(thrown.getCause());
  }

  @Test
  void anUploadedFileIsListedAndFetched() throws Exception {
    var stored = upload(header("sample.jar", JAR), JAR);
    assertThat(stored.getArtifact()).isEqualTo("1:sample:1.0.0");
    assertThat(upload(header("sample.jar", JAR), JAR)).isEqualTo(stored);

    var artifacts = ArtifactServiceGrpc.newBlockingStub(fixture.privateChannel);
    assertThat(
            artifacts
                .listArtifactFiles(ListArtifactFilesRequest.getDefaultInstance())
                .getFilesList())
        .containsExactly(stored);
    var fetched = new ByteArrayOutputStream();
    var parts =
        artifacts.fetchArtifact(
            FetchArtifactRequest.newBuilder().setSha256(stored.getSha256()).build());
    assertThat(parts.next().getHeader().getName()).isEqualTo("sample.jar");
    while (parts.hasNext()) {
      fetched.writeBytes(parts.next().getChunk().toByteArray());
    }
    assertThat(fetched.toByteArray()).isEqualTo(JAR);
  }

  @Test
  void withoutANameItIsKnownByItsContent() throws Exception {
    upload(header("a.jar", JAR), JAR);
    var other = JarBuilder.good("sample", "1.0.0").file("note.txt", new byte[] {1}).build();
    var stored = upload(header("", other), other);
    assertThat(upload(header("", other), other)).isEqualTo(stored);
    assertThat(stored.getArtifact()).isEqualTo("1:sample:1.0.0");
    var root = ChunkTree.of(new ByteArrayInputStream(other)).root();
    assertThat(Hash.of(stored.getChunksRoot())).isEqualTo(root);
    assertThat(
            ArtifactServiceGrpc.newBlockingStub(fixture.privateChannel)
                .listArtifactFiles(ListArtifactFilesRequest.getDefaultInstance())
                .getFilesList())
        .extracting(ArtifactFile::getName)
        .containsExactly("", "a.jar");
    var wrongRoot = header("", other).toBuilder().setChunksRoot(stored.getSha256()).build();
    assertThat(refusedUpload(wrongRoot, other).violations())
        .extracting("field")
        .containsExactly("chunks_root");
  }

  @Test
  void theStoreIsBounded() throws Exception {
    var limit = RpcFixture.UPLOADS.storeBytesMax();
    try (var file =
        new RandomAccessFile(folder.resolve("contents/" + Hash.ZERO + ".jar").toFile(), "rw")) {
      file.setLength(limit - JAR.length + 1); // sparse: takes no room
    }
    assertThat(refusedUpload(header("", JAR), JAR).reason()).isEqualTo("ARTIFACT_DIRECTORY_FULL");
    var large = header("", JAR).toBuilder().setSizeBytes(RpcFixture.UPLOADS.fileBytesMax() + 1);
    assertThat(refusedUpload(large.build(), JAR).violations())
        .extracting("field")
        .containsExactly("header.size_bytes");
    assertThat(upload(header("a.jar", JAR), JAR).getName()).isEqualTo("a.jar");
  }

  @Test
  void whatDiffersFromTheAnnouncementIsNotKept() {
    var tooFew = refusedUpload(header("sample.jar", JAR), Arrays.copyOf(JAR, JAR.length - 1));
    assertThat(tooFew.violations()).extracting("field").containsExactly("size_bytes");
    var tooMany = refusedUpload(header("sample.jar", JAR), Arrays.copyOf(JAR, JAR.length + 1));
    assertThat(tooMany.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    var other = JAR.clone();
    other[100] ^= 1;
    var wrongHash = refusedUpload(header("sample.jar", JAR), other);
    assertThat(wrongHash.violations()).extracting("field").containsExactly("sha256");
    assertThat(folder.resolve("artifacts").toFile().list()).isEmpty();
  }

  @Test
  void headersAreCheckedBeforeBytesAreTaken() {
    var bad = ArtifactFile.newBuilder().setName("../x").setSizeBytes(1L << 40).build();
    assertThat(refusedUpload(bad, new byte[0]).violations())
        .extracting("field")
        .containsExactly("header.name", "header.sha256", "header.size_bytes");
  }

  @Test
  void whatIsNoServiceJarIsRefusedBeforeItTakesAName() throws Exception {
    var text = "# A README\n".getBytes(StandardCharsets.UTF_8);
    var unnamed = new JarBuilder().file("README.md", text).build();
    var without = new JarBuilder().manifest("sample", "1.0.0").file("README.md", text).build();
    assertNoServiceJar(text, "a.jar is no service JAR: it is no JAR, or an empty one");
    assertNoServiceJar(Arrays.copyOf(JAR, JAR.length / 2), "it is no JAR, or a damaged one");
    assertNoServiceJar(unnamed, "its manifest lacks Supervisor-Artifact-Name");
    assertNoServiceJar(without, "it names no service in META-INF/services/");
    assertThat(folder.resolve("artifacts").toFile().list()).isEmpty();
    assertThat(upload(header("a.jar", JAR), JAR).getName()).isEqualTo("a.jar");
  }

  private void assertNoServiceJar(byte[] bytes, String why) {
    var thrown = catchThrowable(() -> upload(header("a.jar", bytes), bytes)).getCause();
    assertThat(refusal(thrown).code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refusal(thrown).reason()).isEqualTo("ARTIFACT_FILE_INVALID");
    assertThat(thrown).hasMessageContaining(why);
  }

  @Test
  void aNameIsTakenOnce() throws Exception {
    upload(header("a.jar", JAR), JAR);
    var other = JarBuilder.good("sample", "1.0.1").build();
    var refusal = refusedUpload(header("a.jar", other), other);
    assertThat(refusal.code()).isEqualTo(Status.Code.ALREADY_EXISTS);
    assertThat(refusal.reason()).isEqualTo("ARTIFACT_FILE_EXISTS");
  }

  @Test
  void refusedUploadsLeaveRoomForOthers() throws Exception {
    for (var i = 0; i < 10; i++) {
      refusedUpload(header("sample.jar", JAR), new byte[] {1});
    }
    assertThat(upload(header("sample.jar", JAR), JAR).getName()).isEqualTo("sample.jar");
  }

  @Test
  void uploadsThatDoNotGoOnMakeRoom() throws Exception {
    var events = new EventLog();
    try (var timer = Executors.newSingleThreadScheduledExecutor();
        var commits = new CommitSignal(fixture.node);
        var watchers = new Watchers(commits, fixture.metrics.rpc(), events)) {
      var bytes = new ByteBudget(1 << 20, 1 << 20, 1 << 20, Map.of());
      var guard =
          new Guard(100, bytes, fixture.metrics.rpc(), events, Duration.ofMillis(300), timer);
      var builder =
          NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
              .addService(new ArtifactRpc(fixture.artifacts, RpcFixture.UPLOADS, watchers));
      guard.guard(builder);
      var server = builder.build().start();
      var channel =
          NettyChannelBuilder.forAddress("127.0.0.1", server.getPort()).usePlaintext().build();
      try {
        for (var i = 0; i < 4; i++) {
          var answer = new CompletableFuture<ArtifactFile>();
          begin(channel, header("never" + i, JAR), answer);
          assertThat(refusal(catchThrowable(answer::get).getCause()).reason())
              .isEqualTo("TOO_LONG");
        }
        await()
            .atMost(Duration.ofSeconds(60))
            .ignoreExceptions()
            .until(() -> !upload(channel, header("sample.jar", JAR), JAR).getArtifact().isEmpty());
      } finally {
        channel.shutdownNow();
        server.shutdownNow().awaitTermination();
      }
    }
  }

  @Test
  void aBombIsRefused() throws Exception {
    var bomb = JarBuilder.good("bomb", "1.0.0");
    for (var i = 0; i < 5; i++) {
      bomb.file("zeros" + i, new byte[60 << 20]);
    }
    var bytes = bomb.build();
    assertThat(refusedUpload(header("bomb.jar", bytes), bytes).reason())
        .isEqualTo("ARTIFACT_FILE_INVALID");
    assertThat(folder.resolve("artifacts").toFile().list()).isEmpty();
  }

  @Test
  void unknownContentIsNotFound() {
    var artifacts = ArtifactServiceGrpc.newBlockingStub(fixture.privateChannel);
    var request =
        FetchArtifactRequest.newBuilder().setSha256(Sha256.of(JAR).toByteString()).build();
    assertThat(refusalOf(() -> artifacts.fetchArtifact(request).next()).reason())
        .isEqualTo("ARTIFACT_FILE_NOT_FOUND");
  }
}
