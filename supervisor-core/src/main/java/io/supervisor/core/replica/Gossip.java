package io.supervisor.core.replica;

import io.supervisor.api.PublicKey;
import io.supervisor.core.pool.TransactionPool;
import io.supervisor.core.replica.ReplicaEffect.Urgency;
import io.supervisor.wire.peer.PeerMessage;
import java.util.HashSet;
import java.util.Set;

/** What nodes say without being asked: where they stand, and what they still have to offer. */
final class Gossip {
  private final Chain chain;
  private final TransactionPool pool;
  private final Mempool mempool;
  private final Outbox outbox;
  private final Set<PublicKey> richer = new HashSet<>();
  private boolean moved;
  private long statusAtMs = Long.MIN_VALUE;

  Gossip(Chain chain, TransactionPool pool, Mempool mempool, Outbox outbox) {
    this.chain = chain;
    this.pool = pool;
    this.mempool = mempool;
    this.outbox = outbox;
  }

  /** A peer is there: it should know where we stand. */
  void greet(PublicKey peer) {
    outbox.send(peer, status());
  }

  void forget(PublicKey peer) {
    richer.remove(peer);
  }

  /**
   * A peer that has transactions while we have none, twice in a row, is asked for them: their
   * broadcast was lost (H21). Once is what every block under load looks like.
   */
  void onStatus(PublicKey peer, PeerInput.Status status) {
    boolean lacking =
        status.poolCount() > 0 && pool.count() == 0 && status.height().equals(chain.height());
    if (!lacking) {
      richer.remove(peer);
    } else if (!richer.add(peer)) {
      richer.remove(peer);
      outbox.send(peer, PeerMessages.poolRequest());
    }
  }

  void onCommitted() {
    moved = true;
    mempool.toRepeat().forEach(outbox::gossip);
  }

  /** Says where we stand after a commit, and from time to time. */
  void tick(long nowMs) {
    if (moved || nowMs >= statusAtMs) {
      moved = false;
      statusAtMs = nowMs + Math.clamp(chain.config().statusTimeoutMs(), 100, 60_000);
      outbox.broadcast(Urgency.NORMAL, status());
    }
  }

  long wakeAtMs() {
    return statusAtMs;
  }

  private PeerMessage status() {
    return PeerMessages.status(chain.height(), chain.lastHash(), pool.count());
  }
}
