package io.supervisor.server.peer;

import static io.grpc.ConnectivityState.READY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.supervisor.api.Hash;
import io.supervisor.api.PublicKey;
import io.supervisor.api.crypto.KeyPair;
import io.supervisor.api.crypto.Sha256;
import io.supervisor.rpc.v1.PeerFrame;
import io.supervisor.rpc.v1.PeerMessages;
import io.supervisor.rpc.v1.PeerServiceGrpc;
import io.supervisor.server.FreePorts;
import io.supervisor.server.config.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PeerNetworkTest {
  private static final Hash GENESIS = Sha256.of(new byte[] {1});
  private static final int MESSAGE_BYTES_MAX = 100_000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** By public key: the first dials all others. */
  private static final List<KeyPair> KEYS =
      IntStream.range(1, 5)
          .mapToObj(i -> KeyPair.fromSeed(Sha256.of(new byte[] {(byte) i}).toBytes()))
          .sorted(Comparator.comparing(KeyPair::publicKey))
          .toList();

  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (var closeable : opened) {
      closeable.close();
    }
  }

  @Test
  void twoPeersExchangeMessagesInOrderBothWays() throws Exception {
    var a = node(0, GENESIS);
    var b = node(1, GENESIS);
    introduce(a, b);
    for (int i = 0; i < 1000; i++) {
      a.network.send(b.key, Lane.CONSENSUS, text("a" + i));
      b.network.broadcast(Lane.CONSENSUS, text("b" + i));
    }
    a.network.flush();
    b.network.flush();
    await().atMost(PATIENCE).until(() -> b.received.size() == 1000 && a.received.size() == 1000);
    assertThat(b.received.getLast()).isEqualTo("a999");
    assertThat(a.received).startsWith("b0", "b1", "b2").endsWith("b999");
    assertThat(a.network.peers()).allMatch(p -> p.connected() && p.outgoing());
    assertThat(b.network.peers()).allMatch(p -> p.connected() && !p.outgoing());
  }

  @Test
  void aRestartedPeerIsDialledAgain() throws Exception {
    var a = node(0, GENESIS);
    // A port that the system gives to nobody meanwhile.
    int port = 6330 + FreePorts.offset(1);
    var b = node(1, GENESIS, port);
    introduce(a, b);
    b.network.close();
    await().atMost(PATIENCE).until(() -> a.disconnected.contains(b.key));
    // The port is free a moment after its connections have ended.
    var again =
        await()
            .atMost(PATIENCE)
            .ignoreExceptionsInstanceOf(IOException.class)
            .until(() -> node(1, GENESIS, port), node -> true);
    again.network.addPeer(a.key, new Address("127.0.0.1", a.network.port()));
    await().atMost(PATIENCE).until(() -> again.connected.contains(a.key));
    a.network.send(b.key, Lane.CONSENSUS, text("again"));
    a.network.flush();
    await().atMost(PATIENCE).until(() -> again.received.contains("again"));
  }

  @Test
  void anotherNetworkIsRefused() throws Exception {
    var a = node(0, GENESIS);
    var b = node(1, Sha256.of(new byte[] {2}));
    connect(a, b);
    await()
        .atMost(PATIENCE)
        .until(() -> b.problems.stream().anyMatch(p -> p.contains("other network")));
    await()
        .atMost(PATIENCE)
        .until(() -> a.problems.stream().anyMatch(p -> p.contains("other network")));
    assertThat(a.connected).isEmpty();
    assertThat(b.connected).isEmpty();
  }

  @Test
  void whoIsNotInTheConnectListIsRefused() throws Exception {
    var a = node(0, GENESIS);
    var b = node(1, GENESIS);
    a.network.addPeer(b.key, new Address("127.0.0.1", b.network.port()));
    await()
        .atMost(PATIENCE)
        .until(() -> b.problems.stream().anyMatch(p -> p.contains("connect list")));
    await().atMost(PATIENCE).until(() -> a.network.peers().getFirst().lastError().isPresent());
    assertThat(b.connected).isEmpty();
    b.network.addPeer(a.key, new Address("127.0.0.1", a.network.port()));
    await().atMost(PATIENCE).until(() -> b.connected.contains(a.key));
  }

  @Test
  void whoDoesNotListenIsToldInWords() throws Exception {
    var a = node(0, GENESIS);
    // Bound, so that nobody else listens there, and not listening either.
    try (var taken = new Socket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      a.network.addPeer(KEYS.get(2).publicKey(), new Address("127.0.0.1", taken.getLocalPort()));
      await().atMost(PATIENCE).until(() -> a.network.peers().getFirst().lastError().isPresent());
      assertThat(a.network.peers().getFirst().lastError())
          .contains("cannot connect to 127.0.0.1:" + taken.getLocalPort() + ": connection refused");
    }
  }

  @Test
  void aPeerUnderAnotherKeyIsRefused() throws Exception {
    var a = node(0, GENESIS);
    var b = node(1, GENESIS);
    b.network.addPeer(a.key, new Address("127.0.0.1", a.network.port()));
    a.network.addPeer(KEYS.get(2).publicKey(), new Address("127.0.0.1", b.network.port()));
    await()
        .atMost(PATIENCE)
        .until(() -> a.problems.stream().anyMatch(p -> p.contains("other peer")));
    assertThat(a.connected).isEmpty();
  }

  @Test
  void aHelloThatWasOverheardIsOfNoUse() throws Exception {
    var b = node(1, GENESIS);
    b.network.addPeer(KEYS.get(0).publicKey(), new Address("127.0.0.1", 1));
    var overheard = TlsIdentity.generate();
    var hello = new Handshake(KEYS.get(0), GENESIS, "x").hello(overheard.publicKey());
    var outcome = raw(b, PeerFrame.newBuilder().setHello(hello).build());
    assertThat(outcome.getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(outcome.getDescription()).contains("not signed by");
  }

  @Test
  void garbageCostsTheStreamOnly() throws Exception {
    var a = node(0, GENESIS);
    var b = node(1, GENESIS);
    introduce(a, b);
    var noHello = raw(b, PeerFrame.newBuilder().setMessages(PeerMessages.newBuilder()).build());
    assertThat(noHello.getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    var nothing = raw(b, PeerFrame.getDefaultInstance());
    assertThat(nothing.getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    var huge = PeerMessages.newBuilder().addMessages(ByteString.copyFrom(new byte[1 << 20]));
    var oversize = raw(b, PeerFrame.newBuilder().setMessages(huge).build());
    assertThat(oversize.getCode()).isIn(Status.Code.RESOURCE_EXHAUSTED, Status.Code.CANCELLED);
    a.network.send(b.key, Lane.ANSWERS, text("still here"));
    a.network.flush();
    await().atMost(PATIENCE).until(() -> b.received.contains("still here"));
    assertThat(b.disconnected).isEmpty();
  }

  @Test
  void whoHasNotIntroducedHimselfMaySendLittle() throws Exception {
    var a = node(0, GENESIS);
    var b = node(1, GENESIS);
    introduce(a, b);
    var large = PeerMessages.newBuilder().addMessages(ByteString.copyFrom(new byte[50_000]));
    var ended = raw(b, PeerFrame.newBuilder().setMessages(large).build());
    assertThat(ended.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(ended.getDescription()).contains("before the hello");
    a.network.send(b.key, Lane.ANSWERS, ByteString.copyFrom(new byte[50_000]));
    a.network.flush();
    await().atMost(PATIENCE).until(() -> b.received.size() == 1);
  }

  @Test
  void connectionsThatSayNothingKeepNobodyOut() throws Exception {
    var a = node(0, GENESIS);
    var b = node(1, GENESIS);
    var withTls = new ArrayList<ManagedChannel>();
    for (int i = 0; i < 20; i++) {
      withTls.add(strangersChannel(b));
      withTls.getLast().getState(true);
    }
    // How many there are at once depends on how long they take, and each has five seconds.
    await().atMost(PATIENCE).until(() -> b.network.strangers() > 0);
    var silent = new ArrayList<Socket>();
    for (int i = 0; i < 100; i++) {
      silent.add(new Socket("127.0.0.1", b.network.port()));
      opened.add(silent.getLast());
    }
    introduce(a, b);
    // The oldest have gone, as will all others.
    await()
        .atMost(PATIENCE)
        .until(() -> withTls.stream().noneMatch(c -> c.getState(false) == READY));
    silent.getFirst().setSoTimeout(60_000);
    assertThat(silent.getFirst().getInputStream().read()).isEqualTo(-1);
    assertThat(b.network.strangers()).isLessThanOrEqualTo(64);
    await().atMost(PATIENCE).until(() -> b.network.strangers() == 0);
    a.network.send(b.key, Lane.CONSENSUS, text("still here"));
    a.network.flush();
    await().atMost(PATIENCE).until(() -> b.received.contains("still here"));
    assertThat(b.disconnected).isEmpty();
  }

  @Test
  void noiseEndsTheConnection() throws Exception {
    var a = node(0, GENESIS);
    var b = node(1, GENESIS);
    introduce(a, b);
    var noise = new byte[20_000];
    new Random(1).nextBytes(noise);
    for (int i = 0; i < 20; i++) {
      try (var socket = new Socket("127.0.0.1", b.network.port())) {
        socket.setSoTimeout(60_000);
        socket.getOutputStream().write(noise);
        assertThat(readToEnd(socket)).isTrue();
      }
    }
    a.network.send(b.key, Lane.CONSENSUS, text("still here"));
    a.network.flush();
    await().atMost(PATIENCE).until(() -> b.received.contains("still here"));
  }

  /** Connections with a certificate of their own. */
  private ManagedChannel strangersChannel(Node to) throws Exception {
    var channel =
        NettyChannelBuilder.forAddress("127.0.0.1", to.network.port())
            .sslContext(TlsIdentity.generate().clientContext())
            .build();
    opened.add(channel::shutdownNow);
    return channel;
  }

  private static boolean readToEnd(Socket socket) {
    try {
      while (socket.getInputStream().read() >= 0) {}
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void messagesAboveTheLimitAreNotSent() throws Exception {
    var a = node(0, GENESIS);
    var b = node(1, GENESIS);
    introduce(a, b);
    a.network.send(b.key, Lane.ANSWERS, ByteString.copyFrom(new byte[MESSAGE_BYTES_MAX + 1]));
    a.network.send(b.key, Lane.ANSWERS, ByteString.copyFrom(new byte[MESSAGE_BYTES_MAX]));
    a.network.flush();
    await().atMost(PATIENCE).until(() -> b.received.size() == 1);
    assertThat(b.disconnected).isEmpty();
    assertThat(a.problems).anyMatch(p -> p.contains("not sent"));
  }

  private void introduce(Node a, Node b) throws IOException {
    connect(a, b);
    await()
        .atMost(PATIENCE)
        .until(() -> a.connected.contains(b.key) && b.connected.contains(a.key));
  }

  private static void connect(Node a, Node b) throws IOException {
    a.network.addPeer(b.key, new Address("127.0.0.1", b.network.port()));
    b.network.addPeer(a.key, new Address("127.0.0.1", a.network.port()));
  }

  private Node node(int index, Hash genesis) throws IOException {
    return node(index, genesis, 0);
  }

  private Node node(int index, Hash genesis, int port) throws IOException {
    var node = new Node(KEYS.get(index), genesis, port);
    opened.add(node.network);
    return node;
  }

  /** Opens a stream with a certificate of its own, sends one frame and tells how it ended. */
  private Status raw(Node to, PeerFrame frame) throws Exception {
    var channel = strangersChannel(to);
    var ended = new CompletableFuture<Status>();
    var requests =
        PeerServiceGrpc.newStub(channel)
            .connect(
                new StreamObserver<>() {
                  @Override
                  public void onNext(PeerFrame received) {
                    assertThat(received.hasHello()).isTrue();
                  }

                  @Override
                  public void onError(Throwable problem) {
                    ended.complete(Status.fromThrowable(problem));
                  }

                  @Override
                  public void onCompleted() {
                    ended.complete(Status.OK);
                  }
                });
    requests.onNext(frame);
    return ended.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  private static ByteString text(String text) {
    return ByteString.copyFromUtf8(text);
  }

  private static final class Node implements PeerEvents {
    final PublicKey key;
    final PeerNetwork network;
    final ConcurrentLinkedQueue<PublicKey> connected = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<PublicKey> disconnected = new ConcurrentLinkedQueue<>();
    final List<String> received = java.util.Collections.synchronizedList(new ArrayList<>());
    final ConcurrentLinkedQueue<String> unreachable = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<String> problems = new ConcurrentLinkedQueue<>();

    Node(KeyPair keys, Hash genesis, int port) throws IOException {
      key = keys.publicKey();
      network =
          new PeerNetwork(
              new PeerNetwork.Settings(
                  new Address("127.0.0.1", port), genesis, MESSAGE_BYTES_MAX, "test"),
              keys,
              this);
    }

    @Override
    public void onConnected(PublicKey peer) {
      connected.add(peer);
    }

    @Override
    public void onDisconnected(PublicKey peer) {
      disconnected.add(peer);
    }

    @Override
    public void onMessage(PublicKey peer, ByteString message) {
      received.add(message.toStringUtf8());
    }

    @Override
    public void onRefused(String who, String problem) {
      problems.add(problem);
    }

    @Override
    public void onUnreachable(PublicKey peer, String problem) {
      unreachable.add(problem);
    }
  }
}
