package io.supervisor.server.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.supervisor.api.PublicKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Streams to other nodes. A peer is labelled with the first 8 hexadecimal digits of its consensus
 * key; only members of the connect list get here, so that labels are few.
 */
public final class PeerMetrics {
  private static final int LABEL_DIGITS = 8;

  private final Meters meters;
  private final AtomicLong connected;
  private final AtomicLong known;
  private final Counter refused;
  private final Map<PublicKey, OfPeer> peers = new ConcurrentHashMap<>();

  PeerMetrics(MeterRegistry registry) {
    meters = new Meters(registry);
    connected = meters.gauge("supervisor.peers.connected", "", "Peers with a live stream");
    known = meters.gauge("supervisor.peers.known", "", "Peers in the connect list");
    refused =
        meters.counter(
            "supervisor.peers.refused", "", "Connections refused: unknown or wrongly signed");
  }

  public void setConnected(int connected, int known) {
    this.connected.set(connected);
    this.known.set(known);
  }

  public void refused() {
    refused.increment();
  }

  /** Meters of one peer. */
  public OfPeer of(PublicKey consensusKey) {
    return peers.computeIfAbsent(consensusKey, key -> new OfPeer(meters, label(key)));
  }

  private static String label(PublicKey key) {
    return key.toString().substring(0, LABEL_DIGITS);
  }

  /** Meters of one peer. */
  public static final class OfPeer {
    private final AtomicLong queued;
    private final Counter dropped;
    private final Counter sentBytes;
    private final Counter receivedBytes;

    private OfPeer(Meters meters, String peer) {
      queued =
          meters.gauge(
              "supervisor.peer.queue", "messages", "Messages that wait to be sent", "peer", peer);
      dropped =
          meters.counter(
              "supervisor.peer.dropped",
              "messages",
              "Messages dropped because the peer reads too slowly",
              "peer",
              peer);
      sentBytes = meters.counter("supervisor.peer.sent", "bytes", "Bytes sent", "peer", peer);
      receivedBytes =
          meters.counter("supervisor.peer.received", "bytes", "Bytes received", "peer", peer);
    }

    public void setQueued(int messages) {
      queued.set(messages);
    }

    public void dropped(int messages) {
      dropped.increment(messages);
    }

    public void sent(long bytes) {
      sentBytes.increment(bytes);
    }

    public void received(long bytes) {
      receivedBytes.increment(bytes);
    }
  }
}
