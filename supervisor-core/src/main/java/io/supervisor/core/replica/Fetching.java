package io.supervisor.core.replica;

import io.supervisor.api.BlockHeader;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.MalformedMessageException;
import io.supervisor.api.PublicKey;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.core.blockchain.BlockContents;
import io.supervisor.core.blockchain.ExecutedBlock;
import io.supervisor.core.catchup.CatchUp;
import io.supervisor.core.catchup.Certificate;
import io.supervisor.core.catchup.FetchedBlock;
import io.supervisor.core.consensus.Now;
import io.supervisor.core.consensus.message.Verified;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes the blocks that catch-up fetches: proves each with the validators in force for it, executes
 * it, and commits it if it comes out as certified.
 */
final class Fetching {
  private final Parts parts;
  private final Commits commits;
  private final CatchUp catchUp;
  private final Guards.CertificateRule rule;
  private @Nullable FetchedBlock proven;
  private List<Hash> missing = List.of();
  private boolean announced;
  private boolean halted;
  private long wakeAtMs = Long.MAX_VALUE;

  Fetching(Parts parts, Commits commits, CatchUp catchUp, Guards.CertificateRule rule) {
    this.parts = parts;
    this.commits = commits;
    this.catchUp = catchUp;
    this.rule = rule;
  }

  void onStatus(PublicKey peer, Height height) {
    catchUp.onStatus(peer, height);
  }

  void onDisconnected(PublicKey peer) {
    catchUp.onDisconnected(peer);
  }

  void onBlocks(PublicKey peer, List<FetchedBlock> blocks, long nowMs) {
    catchUp.onBlocks(peer, blocks, nowMs);
  }

  /** Whether {@link #advance} has something to do. */
  boolean ready() {
    var next = catchUp.next();
    return !halted
        && next.isPresent()
        && (next.get() != proven || parts.bodies().missing(missing).isEmpty());
  }

  /** Takes the next block, if it is there. */
  void advance(Now now) {
    if (!ready()) {
      return;
    }
    var block = catchUp.next().orElseThrow();
    if (block != proven) {
      var problem = problem(block);
      if (problem.isPresent()) {
        refuse(problem.get(), now.monotonicMs());
        return;
      }
      prove(block);
    }
    missing = parts.bodies().missing(block.transactionHashes());
    if (missing.isEmpty()) {
      commit(block, now);
    } else {
      parts.bodies().want(missing);
      catchUp.need(missing);
    }
  }

  /** Sends the requests that are due. */
  void ask(long nowMs) {
    announce();
    for (var ask : catchUp.asks(nowMs)) {
      switch (ask) {
        case CatchUp.Ask.Blocks(var peer, var from, var count) ->
            parts.outbox().send(peer, PeerMessages.blocksRequest(from, count));
        case CatchUp.Ask.Bodies(var peer, _) ->
            parts
                .outbox()
                .send(peer, PeerMessages.transactionsRequest(parts.bodies().missing(missing)));
      }
    }
    wakeAtMs = catchUp.wakeAtMs(nowMs);
  }

  long wakeAtMs() {
    return wakeAtMs;
  }

  boolean catchingUp() {
    return announced;
  }

  Height highest() {
    return catchUp.highest();
  }

  boolean halted() {
    return halted;
  }

  /** Two blocks behind is no accident: the next one alone often comes by consensus. */
  private void announce() {
    var height = parts.chain().height();
    boolean behind = catchUp.highest().value() > height.value() + 1;
    if (behind && !announced) {
      parts.outbox().report(new ReplicaEvent.CatchUpStarted(height, catchUp.highest()));
    } else if (announced && !catchUp.behind()) {
      parts.outbox().report(new ReplicaEvent.CatchUpFinished(height));
    }
    announced = behind || (announced && catchUp.behind());
  }

  private void refuse(String problem, long nowMs) {
    catchUp
        .refuseNext(nowMs)
        .ifPresent(
            peer -> parts.outbox().report(new ReplicaEvent.Ignored(peer, "block: " + problem)));
  }

  private void prove(FetchedBlock block) {
    proven = block;
    for (var hash : block.transactionHashes()) {
      var body = block.bodies().get(hash);
      if (body != null) {
        parts.bodies().keep(body);
      }
    }
  }

  private void commit(FetchedBlock block, Now now) {
    var transactions = parts.bodies().all(block.transactionHashes());
    var executed =
        parts.proposals().executed(block.hash()).orElseGet(() -> execute(block, transactions));
    if (!executed.hash().equals(block.hash())) {
      halted = true;
      parts
          .outbox()
          .report(
              new ReplicaEvent.Halted(
                  block.height(),
                  "a quorum decided block "
                      + block.hash()
                      + ", executed here it is "
                      + executed.hash()));
      return;
    }
    var precommits = block.precommits().stream().map(Verified::toByteString).toList();
    commits.commit(executed, precommits, transactions, now);
    proven = null;
    missing = List.of();
  }

  private ExecutedBlock execute(FetchedBlock block, List<VerifiedTransaction> transactions) {
    var proposer = header(block).flatMap(BlockHeader::proposer).orElseThrow();
    return parts.chain().execute(new BlockContents(block.height(), proposer, transactions));
  }

  /** Why the block is not the next one of the chain; empty if it is, whatever its state hash. */
  private Optional<String> problem(FetchedBlock block) {
    var header = header(block);
    if (header.isEmpty() || header.get().proposer().isEmpty() || header.get().isSkip()) {
      return Optional.of("header");
    }
    var epoch = header.get().epoch();
    if (epoch.isEmpty() || epoch.getAsLong() != block.height().value()) {
      return Optional.of("epoch differs from height");
    }
    if (!header.get().prevHash().equals(parts.chain().lastHash())) {
      return Optional.of("does not follow block " + parts.chain().lastHash());
    }
    if (!header.get().txHash().equals(Certificate.transactionsHash(block.transactionHashes()))) {
      return Optional.of("other transactions than those of the header");
    }
    return rule.problem(
        parts.chain().validators(), block.height().value(), block.hash(), block.precommits());
  }

  private static Optional<BlockHeader> header(FetchedBlock block) {
    try {
      return Optional.of(Canonical.fromWire(block.block()));
    } catch (MalformedMessageException e) {
      return Optional.empty();
    }
  }
}
