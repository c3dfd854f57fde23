package io.supervisor.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.supervisor.api.InstanceId;
import io.supervisor.api.crypto.KeyPair;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.core.supervisor.SupervisorMode;
import io.supervisor.server.artifact.ContentStore;
import io.supervisor.server.javaruntime.ArtifactDirectory;
import io.supervisor.server.javaruntime.JavaArtifactSource;
import io.supervisor.server.javaruntime.ProtoSources;
import io.supervisor.server.observe.EventLog;
import io.supervisor.server.observe.Metrics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/** A node of its own with both servers on loopback, and channels to them. */
final class RpcFixture implements AutoCloseable {
  static final ProtoSources PROTO_SOURCES =
      new ProtoSources(
          id -> id.equals(NotesArtifact.ID) ? Optional.of(new NotesArtifact()) : Optional.empty());

  final KeyPair client = KeyPair.fromSeed(new byte[KeyPair.SEED_SIZE]);
  static final RpcServers.UploadLimits UPLOADS = new RpcServers.UploadLimits(1 << 26, 1 << 27);

  final ArtifactDirectory artifacts;
  final LocalNode node;
  final Metrics metrics = new Metrics();
  final RpcServers servers;
  final ManagedChannel publicChannel;
  final ManagedChannel privateChannel;

  RpcFixture(Path folder) throws IOException {
    this(folder, SupervisorMode.SIMPLE);
  }

  RpcFixture(Path folder, SupervisorMode mode) throws IOException {
    artifacts =
        new ArtifactDirectory(
            folder.resolve("artifacts"), new ContentStore(folder.resolve("contents")));
    node = new LocalNode(mode, new JavaArtifactSource(artifacts));
    var loopback = Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    servers =
        RpcServers.start(
            new RpcServers.Served(
                node, node.queries(), artifacts, UPLOADS, PROTO_SOURCES, "1.2.3", "127.0.0.1:6330"),
            new RpcServers.Options(loopback, loopback, Optional.empty(), true),
            metrics,
            new EventLog());
    publicChannel = channel(servers.publicAddress().orElseThrow());
    privateChannel = channel(servers.privateAddress().orElseThrow());
  }

  private static ManagedChannel channel(InetSocketAddress address) {
    return NettyChannelBuilder.forAddress(address)
        .usePlaintext()
        .maxInboundMessageSize(64 << 20)
        .build();
  }

  VerifiedTransaction note(String text) {
    return transaction(NotesArtifact.ADD, text);
  }

  VerifiedTransaction transaction(int method, String text) {
    return VerifiedTransaction.sign(
        NotesArtifact.INSTANCE.id(), method, text.getBytes(StandardCharsets.UTF_8), client);
  }

  VerifiedTransaction transactionTo(int instance) {
    return VerifiedTransaction.sign(new InstanceId(instance), 0, new byte[0], client);
  }

  static ByteString bytes(VerifiedTransaction transaction) {
    return ByteString.copyFrom(transaction.bytes());
  }

  /** What a refusal said. */
  record Refusal(
      Status.Code code,
      String reason,
      Map<String, String> metadata,
      List<BadRequest.FieldViolation> violations,
      Optional<RetryInfo> retry) {}

  static Refusal refusalOf(ThrowingCallable call) {
    var thrown = catchThrowableOfType(StatusRuntimeException.class, call);
    assertThat(thrown).as("the call was not refused").isNotNull();
    return refusal(thrown);
  }

  static Refusal refusal(@Nullable Throwable thrown) {
    return refusal(
        Objects.requireNonNull(
            StatusProto.fromThrowable(Objects.requireNonNull(thrown)), "no status"));
  }

  static Refusal refusal(com.google.rpc.Status status) {
    var violations = List.<BadRequest.FieldViolation>of();
    var info = ErrorInfo.getDefaultInstance();
    var retry = Optional.<RetryInfo>empty();
    try {
      for (var detail : status.getDetailsList()) {
        if (detail.is(ErrorInfo.class)) {
          info = detail.unpack(ErrorInfo.class);
        } else if (detail.is(BadRequest.class)) {
          violations = detail.unpack(BadRequest.class).getFieldViolationsList();
        } else if (detail.is(RetryInfo.class)) {
          retry = Optional.of(detail.unpack(RetryInfo.class));
        }
      }
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
    if (!info.getReason().isEmpty()) {
      assertThat(info.getDomain()).isEqualTo(Errors.DOMAIN);
    }
    return new Refusal(
        Status.fromCodeValue(status.getCode()).getCode(),
        info.getReason(),
        info.getMetadataMap(),
        violations,
        retry);
  }

  @Override
  public void close() throws Exception {
    publicChannel.shutdownNow();
    privateChannel.shutdownNow();
    servers.close();
    metrics.close();
    publicChannel.awaitTermination(5, TimeUnit.SECONDS);
    privateChannel.awaitTermination(5, TimeUnit.SECONDS);
  }
}
