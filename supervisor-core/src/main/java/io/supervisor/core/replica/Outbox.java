package io.supervisor.core.replica;

import io.supervisor.api.PublicKey;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.core.consensus.message.Verified;
import io.supervisor.core.replica.ReplicaEffect.Urgency;
import io.supervisor.wire.peer.PeerMessage;
import java.util.ArrayList;
import java.util.List;

/**
 * What a step has to say, held back until the journal is synced. Neighbouring votes share a
 * message, and so do all new transactions of a step.
 */
final class Outbox {
  private final List<Verified<?>> consensus = new ArrayList<>();
  private final List<VerifiedTransaction> transactions = new ArrayList<>();
  private List<ReplicaEffect> effects = new ArrayList<>();

  void add(ReplicaEffect effect) {
    endConsensus();
    effects.add(effect);
  }

  void report(ReplicaEvent event) {
    add(new ReplicaEffect.Report(event));
  }

  void send(PublicKey peer, PeerMessage message) {
    add(new ReplicaEffect.Send(peer, Urgency.NORMAL, message));
  }

  void sendUrgently(PublicKey peer, PeerMessage message) {
    add(new ReplicaEffect.Send(peer, Urgency.CONSENSUS, message));
  }

  void broadcast(Urgency urgency, PeerMessage message) {
    add(new ReplicaEffect.Broadcast(urgency, message));
  }

  void broadcast(Verified<?> message) {
    consensus.add(message);
    if (consensus.size() == PeerLimits.CONSENSUS_MESSAGES_MAX) {
      endConsensus();
    }
  }

  /** New in the pool: the peers should have it too. */
  void gossip(VerifiedTransaction transaction) {
    transactions.add(transaction);
  }

  /**
   * Everything since the last call. Requires that the journal was synced since the last addition.
   */
  List<ReplicaEffect> release() {
    endConsensus();
    for (var batch : Batches.of(transactions)) {
      broadcast(Urgency.BULK, PeerMessages.transactions(batch));
    }
    transactions.clear();
    var released = effects;
    effects = new ArrayList<>();
    return released;
  }

  private void endConsensus() {
    if (!consensus.isEmpty()) {
      effects.add(
          new ReplicaEffect.Broadcast(Urgency.CONSENSUS, PeerMessages.consensus(consensus)));
      consensus.clear();
    }
  }
}
