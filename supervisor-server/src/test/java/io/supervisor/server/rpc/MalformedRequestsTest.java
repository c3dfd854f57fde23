package io.supervisor.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.StatusProto;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.supervisor.rpc.v1.ArtifactServiceGrpc;
import io.supervisor.rpc.v1.LedgerServiceGrpc;
import io.supervisor.rpc.v1.NodeAdminServiceGrpc;
import io.supervisor.rpc.v1.QueryServiceGrpc;
import io.supervisor.rpc.v1.SupervisorAdminServiceGrpc;
import io.supervisor.rpc.v1.SupervisorServiceGrpc;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is no request at all, sent to every method of a node. */
@Timeout(120)
@SuppressWarnings("NullAway.Init") // by start
class MalformedRequestsTest {
  private static final Logger ROOT = Logger.getLogger("");

  private static final List<ServiceDescriptor> SERVICES =
      List.of(
          LedgerServiceGrpc.getServiceDescriptor(),
          QueryServiceGrpc.getServiceDescriptor(),
          SupervisorServiceGrpc.getServiceDescriptor(),
          SupervisorAdminServiceGrpc.getServiceDescriptor(),
          ArtifactServiceGrpc.getServiceDescriptor(),
          NodeAdminServiceGrpc.getServiceDescriptor(),
          HealthGrpc.getServiceDescriptor(),
          ServerReflectionGrpc.getServiceDescriptor());

  /** A group that ends without having begun, a length beyond the end, a field with number 0. */
  private static final List<ByteString> GARBAGE =
      List.of(bytes(0x0c), bytes(0x0a, 0x7f, 1), bytes(0x00, 0x00), bytes(0xff, 0xff, 0xff));

  @TempDir Path folder;
  private RpcFixture fixture;
  private final ConcurrentLinkedQueue<LogRecord> logged = new ConcurrentLinkedQueue<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          logged.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void start() throws Exception {
    fixture = new RpcFixture(folder);
    ROOT.addHandler(handler);
  }

  @AfterEach
  void stop() throws Exception {
    ROOT.removeHandler(handler);
    fixture.close();
  }

  @Test
  void bytesThatAreNoMessageAreInvalidEverywhere() throws Exception {
    for (var method : methods().toList()) {
      for (var garbage : GARBAGE) {
        var told = ended(fixture.privateChannel, method, List.of(garbage));
        assertThat(told.code()).as(method).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(told.reason()).as(method).isEqualTo("MALFORMED_REQUEST");
      }
    }
    assertThat(logged).isEmpty();
  }

  @Test
  void aCallWithoutItsRequestIsInvalid() throws Exception {
    for (var method : unaryMethods().toList()) {
      var none = ended(fixture.privateChannel, method, List.of());
      assertThat(none.code()).as(method).isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(none.reason()).as(method).isEqualTo("MALFORMED_REQUEST");
    }
    assertThat(logged).isEmpty();
  }

  private static Stream<String> methods() {
    return SERVICES.stream()
        .flatMap(service -> service.getMethods().stream())
        .map(MethodDescriptor::getFullMethodName);
  }

  private static Stream<String> unaryMethods() {
    return SERVICES.stream()
        .flatMap(service -> service.getMethods().stream())
        .filter(method -> method.getType().clientSendsOneMessage())
        .map(MethodDescriptor::getFullMethodName);
  }

  private static ByteString bytes(int... values) {
    var bytes = new byte[values.length];
    for (var i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return ByteString.copyFrom(bytes);
  }

  /** Sends these as requests of a call, and tells how it ended. */
  private static RpcFixture.Refusal ended(
      ManagedChannel channel, String method, List<ByteString> requests) throws Exception {
    var descriptor =
        MethodDescriptor.<ByteString, ByteString>newBuilder(Raw.BYTES, Raw.BYTES)
            .setType(MethodType.BIDI_STREAMING)
            .setFullMethodName(method)
            .build();
    var ended = new CompletableFuture<com.google.rpc.Status>();
    var call = channel.newCall(descriptor, CallOptions.DEFAULT);
    call.start(
        new ClientCall.Listener<ByteString>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            ended.complete(StatusProto.fromStatusAndTrailers(status, trailers));
          }
        },
        new Metadata());
    requests.forEach(call::sendMessage);
    call.halfClose();
    call.request(2);
    return RpcFixture.refusal(ended.get(30, TimeUnit.SECONDS));
  }

  /** Bytes as they are. */
  private enum Raw implements MethodDescriptor.Marshaller<ByteString> {
    BYTES;

    @Override
    public InputStream stream(ByteString value) {
      return new ByteArrayInputStream(value.toByteArray());
    }

    @Override
    public ByteString parse(InputStream stream) {
      try {
        return ByteString.readFrom(stream);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
