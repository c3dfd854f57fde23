package io.supervisor.server.peer;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.supervisor.api.Hash;
import io.supervisor.api.PublicKey;
import io.supervisor.api.crypto.Signer;
import io.supervisor.server.config.Address;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * All streams of a node. Peers are those of the connect list, in which both sides have to have each
 * other; of each pair the one with the smaller consensus key dials. Safe for use by many threads.
 */
public final class PeerNetwork implements AutoCloseable {
  static final int FLOW_CONTROL_BYTES = 4 << 20;
  static final long HELLO_TIMEOUT_MS = 5_000;

  /** How streams end that a peer should not have. */
  private static final Set<Status.Code> CALLED_OFF =
      Set.of(
          Status.Code.PERMISSION_DENIED,
          Status.Code.INVALID_ARGUMENT,
          Status.Code.RESOURCE_EXHAUSTED);

  private static final int FRAME_OVERHEAD_BYTES = 1 << 10;

  /**
   * @param messageBytesMax larger messages are neither sent nor read; at least one frame
   * @param software version, told to peers
   */
  public record Settings(Address listen, Hash genesis, int messageBytesMax, String software) {}

  /** A peer of the connect list, now. */
  public record Peer(
      PublicKey key,
      Address address,
      boolean connected,
      boolean outgoing,
      Optional<String> lastError) {}

  private final Settings settings;
  private final Handshake handshake;
  private final PeerEvents events;
  private final TlsIdentity identity = TlsIdentity.generate();
  private final Owner owner = new Owner();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("peer-timer").daemon().factory());
  private final ConcurrentSkipListMap<PublicKey, Address> connectList =
      new ConcurrentSkipListMap<>();
  private final Map<PublicKey, Dialer> dialers = new ConcurrentHashMap<>();
  private final Map<PublicKey, PeerLink> links = new ConcurrentHashMap<>();
  private final Map<PublicKey, String> lastErrors = new ConcurrentHashMap<>();
  private final Acceptor acceptor;
  private volatile boolean closed;

  /** Listens, and dials nobody yet. */
  public PeerNetwork(Settings settings, Signer consensusKey, PeerEvents events) throws IOException {
    this.settings = settings;
    this.events = events;
    this.handshake = new Handshake(consensusKey, settings.genesis(), settings.software());
    this.acceptor =
        new Acceptor(
            settings.listen(),
            settings.messageBytesMax() + FRAME_OVERHEAD_BYTES,
            owner,
            handshake,
            identity,
            timer);
  }

  /** Port that peers dial. */
  public int port() {
    return acceptor.port();
  }

  /** Connections of others on which nobody has introduced himself yet. */
  int strangers() {
    return acceptor.strangers();
  }

  /** Adds a peer to the connect list, or gives it another address; dials it if that is our part. */
  public synchronized void addPeer(PublicKey key, Address address) throws IOException {
    if (key.equals(handshake.ownKey()) || closed) {
      return;
    }
    var before = connectList.put(key, address);
    if (address.equals(before) || key.compareTo(handshake.ownKey()) < 0) {
      return;
    }
    var dialer =
        new Dialer(
            key,
            address,
            settings.messageBytesMax() + FRAME_OVERHEAD_BYTES,
            owner,
            handshake,
            identity,
            identity.clientContext(),
            timer);
    var replaced = dialers.put(key, dialer);
    if (replaced != null) {
      replaced.close();
    }
    dialer.dial();
  }

  /** Queues a message for one peer, if it is connected; {@link #flush} sends it. */
  public void send(PublicKey to, Lane lane, ByteString message) {
    var link = links.get(to);
    if (link != null && fits(message)) {
      link.enqueue(lane, message);
    }
  }

  /** Queues a message for every connected peer; {@link #flush} sends it. */
  public void broadcast(Lane lane, ByteString message) {
    if (fits(message)) {
      links.values().forEach(link -> link.enqueue(lane, message));
    }
  }

  /** Sends what is queued, as far as the streams take it; the rest follows by itself. */
  public void flush() {
    links.values().forEach(PeerLink::flush);
  }

  /** Sends what is queued for one peer, if it is connected. */
  public void flush(PublicKey to) {
    var link = links.get(to);
    if (link != null) {
      link.flush();
    }
  }

  /** Keys of peers that are connected now. */
  public Set<PublicKey> connected() {
    return Set.copyOf(links.keySet());
  }

  /** Keys of the connect list. */
  public Set<PublicKey> known() {
    return Set.copyOf(connectList.keySet());
  }

  /** The connect list, by key. */
  public List<Peer> peers() {
    var peers = new ArrayList<Peer>();
    connectList.forEach((key, address) -> {
      var link = links.get(key);
      peers.add(
          new Peer(
              key,
              address,
              link != null,
              link != null && link.outgoing(),
              Optional.ofNullable(lastErrors.get(key))));
    });
    return peers;
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    dialers.values().forEach(Dialer::close);
    links.values().forEach(link -> link.close(Status.UNAVAILABLE.withDescription("node stops")));
    acceptor.close();
    timer.shutdownNow();
  }

  /** Ends a stream whose other side does not say who it is. */
  static void expectHello(PeerLink link, ScheduledExecutorService timer) {
    timer.schedule(
        () -> {
          if (link.peer() == null) {
            link.close(Status.DEADLINE_EXCEEDED.withDescription("no hello"));
          }
        },
        HELLO_TIMEOUT_MS,
        TimeUnit.MILLISECONDS);
  }

  private boolean fits(ByteString message) {
    if (message.size() <= settings.messageBytesMax()) {
      return true;
    }
    events.onRefused(
        "this node",
        "message not sent: " + message.size() + " bytes, limit " + settings.messageBytesMax());
    return false;
  }

  private void tell(@Nullable PublicKey peer, Status reason, String problem) {
    if (closed || reason.isOk()) {
      return;
    }
    if (peer == null) {
      events.onRefused("unknown peer", problem);
    } else if (!problem.equals(lastErrors.put(peer, problem))) {
      // A peer that is down is dialled again and again: its problem is told once.
      if (CALLED_OFF.contains(reason.getCode())) {
        events.onRefused(peer.toString(), problem);
      } else {
        events.onUnreachable(peer, problem);
      }
    }
  }

  private final class Owner implements PeerLink.Owner {
    @Override
    public void onGreeted(PeerLink link, PublicKey peer) throws HandshakeException {
      if (!connectList.containsKey(peer)) {
        throw new HandshakeException(peer + " is not in the connect list");
      }
      if (link.outgoing() != peer.compareTo(handshake.ownKey()) > 0) {
        throw new HandshakeException("of two peers the one with the smaller key dials");
      }
      if (closed) {
        throw new HandshakeException("node stops");
      }
      lastErrors.remove(peer);
      var replaced = links.put(peer, link);
      if (replaced != null) {
        replaced.close(Status.ABORTED.withDescription("replaced by a newer stream"));
      }
      events.onConnected(peer);
    }

    @Override
    public void onMessage(PeerLink link, PublicKey peer, ByteString message) {
      events.onMessage(peer, message);
    }

    @Override
    public void onClosed(PeerLink link, @Nullable PublicKey peer, Status reason) {
      var address = peer == null ? null : connectList.get(peer);
      var where = address == null ? "an unknown address" : address.toString();
      var problem = StreamProblem.text(reason, where);
      tell(peer, reason, problem);
      if (peer != null && links.remove(peer, link)) {
        events.onDisconnected(peer);
      }
    }
  }
}
