package io.supervisor.core.replica;

import com.google.protobuf.ByteString;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.core.blockchain.ExecutedBlock;
import io.supervisor.core.catchup.CatchUp;
import io.supervisor.core.consensus.Decision;
import io.supervisor.core.consensus.EpochConfig;
import io.supervisor.core.consensus.EpochStart;
import io.supervisor.core.consensus.Input;
import io.supervisor.core.consensus.Now;
import io.supervisor.core.consensus.message.Verified;
import java.util.List;

/** What has to happen when a block is decided, whoever says so. */
final class Commits {
  private final ReplicaPorts ports;
  private final Parts parts;
  private final Mempool mempool;
  private final CatchUp catchUp;
  private final Gossip gossip;

  Commits(ReplicaPorts ports, Parts parts, Mempool mempool, CatchUp catchUp, Gossip gossip) {
    this.ports = ports;
    this.parts = parts;
    this.mempool = mempool;
    this.catchUp = catchUp;
    this.gossip = gossip;
  }

  /** Commits what consensus decided. */
  void commit(Decision decision, Now now) {
    var block = parts.proposals().execute(decision.proposal());
    if (!block.hash().equals(decision.blockHash())) {
      throw new IllegalStateException(
          "consensus decided " + decision.blockHash() + ", which was not executed here");
    }
    commit(
        block,
        decision.precommits().stream().map(Verified::toByteString).toList(),
        parts.bodies().all(decision.proposal().message().transactions()),
        now);
  }

  /** Commits a block with a certificate that holds. Requires the next height. */
  void commit(
      ExecutedBlock block,
      List<ByteString> precommits,
      List<VerifiedTransaction> transactions,
      Now now) {
    var unjournaled = parts.bodies().unjournaled(transactions);
    var record = parts.chain().append(block, precommits, transactions, unjournaled);
    parts.bodies().beginEpoch();
    parts.proposals().beginEpoch();
    mempool.onCommitted(record.transactionHashes(), !block.changes().instances().isEmpty());
    catchUp.onCommitted(parts.chain().height(), now.monotonicMs());
    gossip.onCommitted();
    var after = ports.machine().committed(parts.chain().state(), block);
    parts.outbox().add(new ReplicaEffect.Committed(record, block, after));
    parts.inputs().feed(new Input.EpochBegan(epochStart()));
  }

  /** A transaction has come, by whatever way, and whatever the pool said to it. */
  void onTransaction(VerifiedTransaction transaction) {
    parts.bodies().offer(transaction);
    parts.proposals().onTransaction(transaction.hash()).forEach(parts.inputs()::feed);
  }

  /** What the next epoch begins with. */
  EpochStart epochStart() {
    var chain = parts.chain();
    return new EpochStart(
        chain.epoch(),
        chain.lastHash(),
        EpochConfig.of(chain.config()),
        parts.pool().count() > 0,
        chain.view().awaitedHeight());
  }
}
