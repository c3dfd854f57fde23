package io.supervisor.core.catchup;

import io.supervisor.api.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Whom to ask: one request to a peer at a time, in turn; a peer that does not answer or has lied is
 * left alone for a while, twice as long each time, and asked again after that.
 */
final class Peers {
  private static final long REST_MS = 250;
  private static final long REST_MAX_MS = 10_000;
  private static final int LIE_COUNTS = 4;

  private final TreeMap<PublicKey, Peer> peers = new TreeMap<>();
  private long turn;

  private static final class Peer {
    long height;
    boolean busy;
    long dueMs;
    int failures;
    long restUntilMs;
    long lastTurn;

    void failed(int weight, long nowMs) {
      failures = Math.min(failures + weight, 16);
      restUntilMs = nowMs + Math.min(REST_MAX_MS, REST_MS << (failures - 1));
    }
  }

  void claim(PublicKey key, long height) {
    peers.computeIfAbsent(key, _ -> new Peer()).height = height;
  }

  void remove(PublicKey key) {
    peers.remove(key);
  }

  long highest() {
    long highest = 0;
    for (var peer : peers.values()) {
      highest = Math.max(highest, peer.height);
    }
    return highest;
  }

  /** 0 for one that is not known. */
  long claimed(PublicKey key) {
    var peer = peers.get(key);
    return peer == null ? 0 : peer.height;
  }

  /** Ends the requests that were not answered in time, and names the peers. */
  List<PublicKey> late(long nowMs) {
    var late = new ArrayList<PublicKey>();
    peers.forEach((key, peer) -> {
      if (peer.busy && nowMs >= peer.dueMs) {
        peer.busy = false;
        peer.failed(1, nowMs);
        late.add(key);
      }
    });
    return late;
  }

  void asked(PublicKey key, long dueMs) {
    var peer = peers.get(key);
    if (peer != null) {
      peer.busy = true;
      peer.dueMs = dueMs;
      peer.lastTurn = ++turn;
    }
  }

  void answered(PublicKey key, boolean useful, long nowMs) {
    var peer = peers.get(key);
    if (peer == null || !peer.busy) {
      return;
    }
    peer.busy = false;
    if (useful) {
      peer.failures = 0;
    } else {
      peer.failed(1, nowMs);
    }
  }

  void lied(PublicKey key, long nowMs) {
    var peer = peers.get(key);
    if (peer != null) {
      peer.failed(LIE_COUNTS, nowMs);
    }
  }

  /** A peer that claims this height and may be asked now; of several the one asked least lately. */
  Optional<PublicKey> free(long height, long nowMs) {
    return least(peer -> peer.height >= height && !peer.busy && nowMs >= peer.restUntilMs);
  }

  /** A peer that claims this height, busy or resting; the next one each time. */
  Optional<PublicKey> inTurn(long height) {
    var chosen = least(peer -> peer.height >= height);
    chosen.map(peers::get).ifPresent(peer -> peer.lastTurn = ++turn);
    return chosen;
  }

  /** When a peer will be late, or has rested. */
  long nextDueMs(long nowMs) {
    long due = Long.MAX_VALUE;
    for (var peer : peers.values()) {
      if (peer.busy) {
        due = Math.min(due, peer.dueMs);
      } else if (peer.restUntilMs > nowMs) {
        due = Math.min(due, peer.restUntilMs);
      }
    }
    return due;
  }

  private Optional<PublicKey> least(Predicate<Peer> fits) {
    PublicKey chosen = null;
    long least = Long.MAX_VALUE;
    for (var entry : peers.entrySet()) {
      if (fits.test(entry.getValue()) && entry.getValue().lastTurn < least) {
        chosen = entry.getKey();
        least = entry.getValue().lastTurn;
      }
    }
    return Optional.ofNullable(chosen);
  }
}
