package io.supervisor.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.util.internal.PlatformDependent;
import io.grpc.protobuf.services.HealthStatusManager;
import io.supervisor.server.observe.EventLog;
import io.supervisor.server.observe.Metrics;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
@SuppressWarnings("NullAway.Init") // by start, with which every test begins
class GuardTest {
  private static final String CHECK = HealthGrpc.getCheckMethod().getFullMethodName();
  private static final int REQUEST_BYTES_MAX = 4 << 20;
  private static final byte[] PART = new byte[REQUEST_BYTES_MAX - 1];

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final ByteBudget bytes = new ByteBudget(16 << 20, 12 << 20, REQUEST_BYTES_MAX, Map.of());
  private Server server;
  private ManagedChannel channel;

  private void start(int callsMax, Duration patience) throws Exception {
    var guard = new Guard(callsMax, bytes, new Metrics().rpc(), new EventLog(), patience, timer);
    var builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(new HealthStatusManager().getHealthService());
    guard.guard(builder);
    server = builder.build().start();
    channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort()).usePlaintext().build();
  }

  @AfterEach
  void stop() throws Exception {
    channel.shutdownNow();
    server.shutdownNow();
    timer.shutdownNow();
    assertThat(server.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aCallThatAsksNothingMakesRoomForOthers() throws Exception {
    start(1, Duration.ofMillis(100));
    assertThat(silentCall().get(60, TimeUnit.SECONDS).getCode())
        .isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    awaitServed();
  }

  @Test
  void anAnswerThatNobodyTakesMakesRoomForOthers() throws Exception {
    start(1, Duration.ofMillis(100));
    try (var client = new RawClient(server.getPort(), 0)) {
      var call = client.call(CHECK);
      call.begin(0);
      call.halfClose();
      assertThat(catchThrowable(() -> call.ended().get(60, TimeUnit.SECONDS)))
          .hasRootCauseMessage("reset");
      awaitServed();
    }
  }

  @Test
  void requestsThatNeverEndTakeNoMoreThanTheirShare() throws Exception {
    start(1_000, Duration.ofMinutes(10));
    var before = PlatformDependent.usedDirectMemory();
    try (var one = new RawClient(server.getPort(), 1 << 16);
        var two = new RawClient(server.getPort(), 1 << 16)) {
      var calls = new ArrayList<RawClient.Call>();
      for (var i = 0; i < 80; i++) {
        var call = (i % 2 == 0 ? one : two).call(CHECK);
        call.begin(REQUEST_BYTES_MAX);
        calls.add(call);
        call.send(PART);
      }
      // 320 MB are on their way, and 16 MB have room.
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() ->
              assertThat(calls.stream().filter(call -> call.ended().isDone()).count())
                  .isGreaterThanOrEqualTo(76));
      assertThat(bytes.total()).isBetween(1L, 16L << 20);
      assertThat(PlatformDependent.usedDirectMemory() - before).isLessThan(128 << 20);
      var refused = calls.stream().map(RawClient.Call::ended).filter(Future::isDone).findFirst();
      var told = RpcFixture.refusal(refused.orElseThrow().get());
      assertThat(told.code()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(told.reason()).isEqualTo("TOO_MANY_BYTES");
      assertThat(told.retry()).isPresent();
      assertThat(check()).isEqualTo(ServingStatus.SERVING);
    }
    await().atMost(Duration.ofSeconds(60)).until(() -> bytes.total() == 0);
  }

  @Test
  void smallPartsOfARequestCostWhatTheyTake() throws Exception {
    start(1_000, Duration.ofMinutes(10));
    try (var client = new RawClient(server.getPort(), 1 << 16)) {
      var call = client.call(CHECK);
      call.begin(1_000);
      call.send(new byte[1]);
      // What comes before the call has begun is taken at once.
      await().atMost(Duration.ofSeconds(60)).until(() -> bytes.total() > 0);
      for (var i = 0; i < 900; i++) {
        call.send(new byte[1]).sync();
      }
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> bytes.total() >= 900 * ByteBudget.FRAME_BYTES);
    }
  }

  @Test
  void whatUnpacksToMoreIsCountedUnpacked() throws Exception {
    start(1_000, Duration.ofMinutes(10));
    var zeros = HealthCheckRequest.newBuilder().setService("\0".repeat(2_900_000)).build();
    var ended = new ArrayList<CompletableFuture<Status>>();
    for (var i = 0; i < 10; i++) {
      // A watch: its request is held as long as it lasts.
      var gzip = CallOptions.DEFAULT.withCompression("gzip");
      ended.add(openCall(HealthGrpc.getWatchMethod(), gzip, Optional.of(zeros)));
    }
    // Four of 2.9 MB fit into the share of one connection.
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() ->
            assertThat(ended.stream().filter(Future::isDone).count())
                .as("ended while %d bytes are held", bytes.total())
                .isGreaterThanOrEqualTo(6));
    assertThat(ended.stream().filter(Future::isDone).map(CompletableFuture::join))
        .extracting(Status::getCode)
        .isSubsetOf(Status.Code.RESOURCE_EXHAUSTED, Status.Code.CANCELLED);
    assertThat(bytes.total()).isBetween(1L, 12L << 20);
    assertThat(check()).isEqualTo(ServingStatus.SERVING);
  }

  @Test
  void aMethodThatAsksLittleTakesNoLongRequest() throws Exception {
    start(1_000, Duration.ofMinutes(10));
    try (var client = new RawClient(server.getPort(), 1 << 16)) {
      var call = client.call(CHECK);
      call.begin(REQUEST_BYTES_MAX);
      call.send(new byte[REQUEST_BYTES_MAX]);
      call.begin(1);
      call.send(new byte[1]);
      var told = RpcFixture.refusal(call.ended().get(60, TimeUnit.SECONDS));
      assertThat(told.reason()).isEqualTo("REQUEST_TOO_LONG");
    }
  }

  private ServingStatus check() {
    return HealthGrpc.newBlockingStub(channel)
        .withDeadlineAfter(60, TimeUnit.SECONDS)
        .check(HealthCheckRequest.getDefaultInstance())
        .getStatus();
  }

  /** The place is free a moment after the client has heard of the end. */
  private void awaitServed() {
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreException(StatusRuntimeException.class)
        .until(() -> check() == ServingStatus.SERVING);
  }

  /** Begins a call and sends no request; answers how it ends. */
  private CompletableFuture<Status> silentCall() {
    return openCall(HealthGrpc.getCheckMethod(), CallOptions.DEFAULT, Optional.empty());
  }

  /** Begins a call, with a request or none, and answers how it ends. */
  private CompletableFuture<Status> openCall(
      MethodDescriptor<HealthCheckRequest, HealthCheckResponse> called,
      CallOptions options,
      Optional<HealthCheckRequest> request) {
    var ended = new CompletableFuture<Status>();
    // As a streaming method, or the client would keep the call to itself until it has a request.
    var method = called.toBuilder().setType(MethodType.BIDI_STREAMING).build();
    var call = channel.newCall(method, options);
    call.start(
        new ClientCall.Listener<HealthCheckResponse>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            ended.complete(status);
          }
        },
        new Metadata());
    request.ifPresent(message -> {
      call.sendMessage(message);
      call.halfClose();
      call.request(1);
    });
    return ended;
  }
}
