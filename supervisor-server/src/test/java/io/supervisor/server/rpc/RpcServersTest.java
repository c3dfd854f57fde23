package io.supervisor.server.rpc;

import static io.supervisor.server.rpc.RpcFixture.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import io.supervisor.api.ArtifactId;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.core.supervisor.SupervisorArtifact;
import io.supervisor.rpc.v1.AddPeerRequest;
import io.supervisor.rpc.v1.GetNodeInfoRequest;
import io.supervisor.rpc.v1.GetNodeStatsRequest;
import io.supervisor.rpc.v1.GetProtoSourcesRequest;
import io.supervisor.rpc.v1.LedgerServiceGrpc;
import io.supervisor.rpc.v1.ListPeersRequest;
import io.supervisor.rpc.v1.NodeAdminServiceGrpc;
import io.supervisor.rpc.v1.NodeRole;
import io.supervisor.rpc.v1.PauseConsensusRequest;
import io.supervisor.rpc.v1.ProtoFile;
import io.supervisor.rpc.v1.ResumeConsensusRequest;
import io.supervisor.rpc.v1.ShutdownRequest;
import io.supervisor.rpc.v1.SubmitTransactionRequest;
import io.supervisor.rpc.v1.SupervisorServiceGrpc;
import io.supervisor.server.node.NodeStoppedException;
import io.supervisor.server.observe.EventLog;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class RpcServersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

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

  private ServingStatus health(String service) {
    return HealthGrpc.newBlockingStub(fixture.publicChannel)
        .check(HealthCheckRequest.newBuilder().setService(service).build())
        .getStatus();
  }

  @Test
  void healthTellsAnsweringFromReady() {
    assertThat(health("")).isEqualTo(ServingStatus.SERVING);
    assertThat(health("supervisor.v1.LedgerService")).isEqualTo(ServingStatus.SERVING);
    await().atMost(PATIENCE).until(() -> health("readiness") == ServingStatus.SERVING);
    fixture.node.enabled = false;
    await().atMost(PATIENCE).until(() -> health("readiness") == ServingStatus.NOT_SERVING);
    assertThat(health("")).isEqualTo(ServingStatus.SERVING);
  }

  @Test
  void reflectionListsTheServices() throws Exception {
    var answer = new CompletableFuture<ServerReflectionResponse>();
    var requests =
        ServerReflectionGrpc.newStub(fixture.privateChannel)
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse response) {
                    answer.complete(response);
                  }

                  @Override
                  public void onError(Throwable thrown) {
                    answer.completeExceptionally(thrown);
                  }

                  @Override
                  public void onCompleted() {}
                });
    requests.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
    assertThat(answer.get(60, TimeUnit.SECONDS).getListServicesResponse().getServiceList())
        .extracting("name")
        .contains("supervisor.v1.NodeAdminService", "supervisor.v1.SupervisorAdminService");
    requests.onCompleted();
  }

  @Test
  void administratorsSeeAndSteerTheNode() {
    var admin = NodeAdminServiceGrpc.newBlockingStub(fixture.privateChannel);
    var info = admin.getNodeInfo(GetNodeInfoRequest.getDefaultInstance());
    assertThat(info.getVersion()).isEqualTo("1.2.3");
    assertThat(info.getRole()).isEqualTo(NodeRole.NODE_ROLE_VALIDATOR);
    assertThat(info.getValidatorId()).isZero();
    var peer = admin.listPeers(ListPeersRequest.getDefaultInstance()).getPeers(0);
    assertThat(peer.getConnected()).isFalse();
    assertThat(peer.getLastError()).isEqualTo("connection refused");

    assertThat(refusalOf(() -> admin.addPeer(AddPeerRequest.getDefaultInstance())).violations())
        .extracting("field")
        .containsExactly("consensus_key", "address");
    admin.pauseConsensus(PauseConsensusRequest.getDefaultInstance());
    var stats = admin.getNodeStats(GetNodeStatsRequest.getDefaultInstance());
    assertThat(stats.getConsensusPaused()).isTrue();
    assertThat(stats.getBestPeerHeight()).isEqualTo(3);
    assertThat(stats.getPeersKnown()).isEqualTo(1);
    admin.resumeConsensus(ResumeConsensusRequest.getDefaultInstance());
    assertThat(fixture.node.enabled).isTrue();
    admin.shutdown(ShutdownRequest.getDefaultInstance());
    await().atMost(PATIENCE).until(() -> fixture.node.shutDown);
  }

  @Test
  void requestsThatAreTooLongAreRefused() {
    var ledger = LedgerServiceGrpc.newBlockingStub(fixture.publicChannel);
    var request =
        SubmitTransactionRequest.newBuilder()
            .setTransaction(ByteString.copyFrom(new byte[9 << 20]))
            .build();
    assertThat(refusalOf(() -> ledger.submitTransaction(request)).code())
        .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(health("")).isEqualTo(ServingStatus.SERVING);
  }

  @Test
  void protobufFilesAreThoseThatRestGives() {
    var supervisor = SupervisorServiceGrpc.newBlockingStub(fixture.publicChannel);
    var framework = supervisor.getProtoSources(GetProtoSourcesRequest.getDefaultInstance());
    assertThat(framework.getFilesList())
        .extracting(ProtoFile::getName)
        .contains("exonum/messages.proto", "google/protobuf/timestamp.proto");
    assertThat(framework.getFiles(0).getContent()).contains("package exonum;");
    var own = supervisor.getProtoSources(of(SupervisorArtifact.ID));
    assertThat(own.getFilesList())
        .extracting(ProtoFile::getName)
        .containsExactly("service.proto", "schema.proto");
    assertThat(supervisor.getProtoSources(of(NotesArtifact.ID)).getFilesList())
        .hasSameSizeAs(new NotesArtifact().protoSources().keySet());
    var unknown = of(ArtifactId.parse("1:unknown:1.0.0"));
    assertThat(refusalOf(() -> supervisor.getProtoSources(unknown)).reason())
        .isEqualTo("ARTIFACT_NOT_FOUND");
    var nameless =
        GetProtoSourcesRequest.newBuilder()
            .setArtifact(io.supervisor.wire.runtime.ArtifactId.getDefaultInstance())
            .build();
    assertThat(refusalOf(() -> supervisor.getProtoSources(nameless)).violations())
        .extracting("field")
        .containsExactly("artifact.name", "artifact.version");
  }

  private static GetProtoSourcesRequest of(ArtifactId artifact) {
    return GetProtoSourcesRequest.newBuilder().setArtifact(Canonical.toWire(artifact)).build();
  }

  @Test
  void aPrivatePortThatOthersReachNeedsTls() {
    var everywhere = Optional.of(new InetSocketAddress("0.0.0.0", 0));
    var options = new RpcServers.Options(Optional.empty(), everywhere, Optional.empty(), true);
    var served =
        new RpcServers.Served(
            fixture.node,
            fixture.node.queries(),
            fixture.artifacts,
            RpcFixture.UPLOADS,
            RpcFixture.PROTO_SOURCES,
            "1",
            "127.0.0.1:1");
    assertThatThrownBy(() -> RpcServers.start(served, options, fixture.metrics, new EventLog()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("want a loopback address or TLS");
  }

  @Test
  void withTlsOnlyClientsOfTheAuthorityGetIn() throws Exception {
    var files = new TlsFiles(folder);
    var loopback = Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    var tls = new RpcServers.Tls(files.serverCertificate(), files.serverKey(), files.authority());
    var options = new RpcServers.Options(Optional.empty(), loopback, Optional.of(tls), false);
    var served =
        new RpcServers.Served(
            fixture.node,
            fixture.node.queries(),
            fixture.artifacts,
            RpcFixture.UPLOADS,
            RpcFixture.PROTO_SOURCES,
            "1",
            "127.0.0.1:1");
    try (var servers = RpcServers.start(served, options, fixture.metrics, new EventLog())) {
      var port = servers.privateAddress().orElseThrow().getPort();
      var known =
          TlsChannelCredentials.newBuilder()
              .trustManager(files.authority().toFile())
              .keyManager(files.clientCertificate().toFile(), files.clientKey().toFile())
              .build();
      var anonymous =
          TlsChannelCredentials.newBuilder().trustManager(files.authority().toFile()).build();
      assertThat(info(known, port)).isEqualTo(Status.Code.OK);
      assertThat(info(anonymous, port)).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(info(InsecureChannelCredentials.create(), port))
          .isEqualTo(Status.Code.UNAVAILABLE);
    }
  }

  private static Status.Code info(ChannelCredentials credentials, int port) throws Exception {
    var channel = Grpc.newChannelBuilder("localhost:" + port, credentials).build();
    try {
      var info =
          NodeAdminServiceGrpc.newBlockingStub(channel)
              .getNodeInfo(GetNodeInfoRequest.getDefaultInstance());
      return info.getVersion().equals("1") ? Status.Code.OK : Status.Code.UNKNOWN;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    } finally {
      channel.shutdownNow();
      channel.awaitTermination(5, TimeUnit.SECONDS);
    }
  }

  @Test
  void callsAreMeasuredByMethodAndCode() {
    health("");
    assertThat(fixture.metrics.scrape())
        .contains(
            "supervisor_rpc_seconds_count{code=\"OK\",method=\"grpc.health.v1.Health/Check\"}");
  }

  @Test
  void watchersThatReadNothingAreDropped() throws Exception {
    var observer = new IdleWatcher();
    try (var commits = new CommitSignal(fixture.node);
        var watchers =
            new Watchers(commits, fixture.metrics.rpc(), new EventLog(), Duration.ofMillis(50))) {
      watchers.start("Watch", observer, stream -> stream.send("never read"));
      var refusal = RpcFixture.refusal(observer.error.get(60, TimeUnit.SECONDS));
      assertThat(refusal.reason()).isEqualTo("WATCHER_TOO_SLOW");
      assertThat(observer.received).isEmpty();
    }
  }

  @Test
  void aWatchThatBeginsWhileTheNodeStopsIsSentElsewhere() {
    var commits = new CommitSignal(fixture.node);
    var watchers = new Watchers(commits, fixture.metrics.rpc(), new EventLog());
    commits.close();
    watchers.close();
    assertThatThrownBy(() -> watchers.start("Watch", new IdleWatcher(), stream -> {}))
        .isInstanceOf(NodeStoppedException.class);
  }

  /** A client that never takes anything. */
  private static final class IdleWatcher extends io.grpc.stub.ServerCallStreamObserver<String> {
    final CompletableFuture<Throwable> error = new CompletableFuture<>();
    final List<String> received = new java.util.concurrent.CopyOnWriteArrayList<>();

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public void setOnCancelHandler(Runnable handler) {}

    @Override
    public void setCompression(String compression) {}

    @Override
    public boolean isReady() {
      return false;
    }

    @Override
    public void setOnReadyHandler(Runnable handler) {}

    @Override
    public void request(int count) {}

    @Override
    public void setMessageCompression(boolean enable) {}

    @Override
    public void disableAutoInboundFlowControl() {}

    @Override
    public void onNext(String message) {
      received.add(message);
    }

    @Override
    public void onError(Throwable thrown) {
      error.complete(thrown);
    }

    @Override
    public void onCompleted() {}
  }
}
