package io.supervisor.core.replica;

import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.PublicKey;
import io.supervisor.api.TxLocation;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.core.journal.BlockRecord;
import io.supervisor.core.pool.TransactionPool;
import io.supervisor.wire.peer.DecidedBlock;
import io.supervisor.wire.peer.PeerMessage;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/** Answers to peers that ask for transactions and blocks, within what each may have. */
final class Answers {
  private final Chain chain;
  private final TransactionPool pool;
  private final Bodies bodies;
  private final Budgets budgets;
  private final Outbox outbox;

  /** Whoever asks for one transaction of a block asks for others of it too. */
  private Optional<BlockRecord> lastRead = Optional.empty();

  Answers(Chain chain, TransactionPool pool, Bodies bodies, Budgets budgets, Outbox outbox) {
    this.chain = chain;
    this.pool = pool;
    this.bodies = bodies;
    this.budgets = budgets;
    this.outbox = outbox;
  }

  /** As many as fit; the peer asks again for the rest. */
  void transactions(PublicKey peer, List<Hash> hashes, long nowMs) {
    if (!allowed(peer, nowMs)) {
      return;
    }
    var found = new ArrayList<VerifiedTransaction>();
    long bytes = 0;
    for (var hash : new LinkedHashSet<>(hashes)) {
      var transaction = find(hash);
      bytes += transaction.map(VerifiedTransaction::size).orElse(0);
      if (bytes > PeerLimits.ANSWER_BYTES_MAX && !found.isEmpty()) {
        break;
      }
      transaction.ifPresent(found::add);
    }
    send(peer, found, nowMs);
  }

  void pool(PublicKey peer, long nowMs) {
    if (allowed(peer, nowMs)) {
      send(peer, pool.oldest(PeerLimits.TRANSACTIONS_MAX, PeerLimits.BATCH_BYTES_MAX), nowMs);
    }
  }

  void blocks(PublicKey peer, PeerInput.BlocksRequested request, long nowMs) {
    if (!allowed(peer, nowMs)) {
      return;
    }
    var blocks = new ArrayList<DecidedBlock>();
    long room = PeerLimits.BATCH_BYTES_MAX;
    for (int i = 0; i < request.count() && room > 0; i++) {
      var block = block(request.from().value() + i, room);
      if (block.isEmpty() || (!blocks.isEmpty() && block.get().getSerializedSize() > room)) {
        break;
      }
      blocks.add(block.get());
      room -= block.get().getSerializedSize();
    }
    if (!blocks.isEmpty()) {
      send(peer, PeerMessages.blocks(blocks), nowMs);
    }
  }

  private Optional<DecidedBlock> block(long height, long room) {
    return height > chain.height().value()
        ? Optional.empty()
        : chain.read(new Height(height)).map(block -> PeerMessages.block(block, room));
  }

  private void send(PublicKey peer, List<VerifiedTransaction> found, long nowMs) {
    for (var batch : Batches.of(found)) {
      send(peer, PeerMessages.transactions(batch), nowMs);
    }
  }

  private void send(PublicKey peer, PeerMessage answer, long nowMs) {
    budgets.charge(peer, answer.getSerializedSize(), nowMs);
    outbox.send(peer, answer);
  }

  private boolean allowed(PublicKey peer, long nowMs) {
    boolean allowed = budgets.allows(peer, nowMs);
    if (!allowed) {
      outbox.report(new ReplicaEvent.Ignored(peer, "asks for more than its budget"));
    }
    return allowed;
  }

  private Optional<VerifiedTransaction> find(Hash hash) {
    return bodies.find(hash).or(() -> chain.location(hash).flatMap(this::read));
  }

  private Optional<VerifiedTransaction> read(TxLocation at) {
    if (lastRead.filter(block -> block.height().equals(at.height())).isEmpty()) {
      lastRead = chain.read(at.height());
    }
    return lastRead.map(block ->
        VerifiedTransaction.trusted(block.transactions().get(at.position()).toByteArray()));
  }
}
