package io.supervisor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.supervisor.rpc.v1.GetNodeInfoRequest;
import io.supervisor.rpc.v1.GetNodeInfoResponse;
import io.supervisor.rpc.v1.GetNodeStatsRequest;
import io.supervisor.rpc.v1.GetNodeStatsResponse;
import io.supervisor.rpc.v1.GetOverviewRequest;
import io.supervisor.rpc.v1.GetOverviewResponse;
import io.supervisor.rpc.v1.ListPeersRequest;
import io.supervisor.rpc.v1.ListPeersResponse;
import io.supervisor.rpc.v1.NodeAdminServiceGrpc;
import io.supervisor.rpc.v1.Peer;
import io.supervisor.rpc.v1.ShutdownRequest;
import io.supervisor.rpc.v1.ShutdownResponse;
import io.supervisor.rpc.v1.SupervisorServiceGrpc;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What reaches the terminal, whatever nodes say, and whether they say anything. */
@Timeout(120)
@SuppressWarnings("NullAway.Init") // by start
class TerminalTest {
  private static final String FORGED = "x\nok  node  all is well\u001b[2J\u009b1m\u202e";
  private static final String SHOWN = "x\\nok  node  all is well\\u001b[2J\\u009b1m\\u202e";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Server server;

  @BeforeEach
  void start() throws Exception {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(new Node())
            .addService(new Supervisor())
            .build()
            .start();
  }

  @AfterEach
  void stop() throws Exception {
    server.shutdownNow();
    server.awaitTermination(5, TimeUnit.SECONDS);
  }

  private static final class Node extends NodeAdminServiceGrpc.NodeAdminServiceImplBase {
    @Override
    public void getNodeInfo(
        GetNodeInfoRequest request, StreamObserver<GetNodeInfoResponse> observer) {
      observer.onNext(GetNodeInfoResponse.newBuilder().setVersion(FORGED).build());
      observer.onCompleted();
    }

    @Override
    public void getNodeStats(
        GetNodeStatsRequest request, StreamObserver<GetNodeStatsResponse> observer) {
      observer.onNext(GetNodeStatsResponse.getDefaultInstance());
      observer.onCompleted();
    }

    @Override
    public void listPeers(ListPeersRequest request, StreamObserver<ListPeersResponse> observer) {
      observer.onNext(
          ListPeersResponse.newBuilder()
              .addPeers(
                  Peer.newBuilder()
                      .setConsensusKey(ByteString.copyFrom(new byte[32]))
                      .setAddress("a:1")
                      .setLastError(FORGED))
              .build());
      observer.onCompleted();
    }

    @Override
    public void shutdown(ShutdownRequest request, StreamObserver<ShutdownResponse> observer) {
      observer.onError(Status.FAILED_PRECONDITION.withDescription(FORGED).asRuntimeException());
    }
  }

  private static final class Supervisor extends SupervisorServiceGrpc.SupervisorServiceImplBase {
    @Override
    public void getOverview(
        GetOverviewRequest request, StreamObserver<GetOverviewResponse> observer) {
      observer.onNext(GetOverviewResponse.getDefaultInstance());
      observer.onCompleted();
    }
  }

  private String alive() {
    return "127.0.0.1:" + server.getPort();
  }

  private int execute(Writer to, String... arguments) {
    return SupervisorCommand.commandLine(Map.of("NO_COLOR", "1"))
        .setOut(new PrintWriter(to, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  @Test
  void textsOfNodesForgeNoLines() {
    assertThat(execute(out, "node", "peers", "--node", alive())).isZero();
    assertThat(out.toString().lines()).hasSize(2);
    assertThat(out.toString()).contains(SHOWN);
    assertThat(execute(out, "doctor", "--node", alive())).isOne();
    assertThat(execute(out, "status", "--node", alive())).isZero();
    assertThat(execute(out, "node", "peers", "-o", "json", "--node", alive())).isZero();
    assertThat(execute(out, "node", "shutdown", "--confirm", "--node", alive())).isEqualTo(3);
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(err.toString()).contains(SHOWN);
    assertThat(out + err.toString()).doesNotContain("\u001b", "\u009b", "\u202e", "\nok  node");
  }

  @Test
  void aNodeThatHangsKeepsNobodyWaitingInTurn() throws IOException {
    // They take connections, and never say a word.
    try (var one = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var two = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var three = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      var hang =
          "127.0.0.1:%d,127.0.0.1:%d,127.0.0.1:%d"
              .formatted(one.getLocalPort(), two.getLocalPort(), three.getLocalPort());
      var start = System.nanoTime();
      assertThat(execute(out, "doctor", "--node", hang + "," + alive())).isOne();
      assertThat(out.toString().lines().filter(line -> line.contains("does not answer")))
          .hasSize(3);
      assertThat(out.toString()).contains("answers, version");
      assertThat(execute(out, "status", "--node", hang + "," + alive())).isNotZero();
      assertThat(out.toString().lines().filter(line -> line.contains("no answer"))).hasSize(3);
      // One after the other they took ten seconds each, for each command.
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(45));
    }
  }

  @Test
  void whatNobodyGotIsNoSuccess() {
    var full =
        new Writer() {
          @Override
          public void write(char[] characters, int from, int length) throws IOException {
            throw new IOException("No space left on device");
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    for (var command : new String[] {"node info", "node peers -o json", "status"}) {
      var words = (command + " --node " + alive()).split(" ");
      assertThat(execute(full, words)).as(command).isOne();
    }
    assertThat(err.toString().lines())
        .hasSize(3)
        .allMatch(line -> line.startsWith("supervisor: standard output cannot be written"));
  }
}
