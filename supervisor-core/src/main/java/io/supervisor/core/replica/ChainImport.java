package io.supervisor.core.replica;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.supervisor.api.BlockHeader;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.MalformedMessageException;
import io.supervisor.api.PublicKey;
import io.supervisor.api.Signature;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.crypto.Sha256;
import io.supervisor.api.crypto.SignatureCheck;
import io.supervisor.api.crypto.Signer;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.core.blockchain.BlockContents;
import io.supervisor.core.blockchain.ExecutedBlock;
import io.supervisor.core.catchup.Certificate;
import io.supervisor.core.consensus.message.MessageVerifier;
import io.supervisor.core.consensus.message.Precommit;
import io.supervisor.core.consensus.message.Verified;
import io.supervisor.core.journal.ChainArchive;
import io.supervisor.core.journal.Disk;
import io.supervisor.core.journal.Journal;
import io.supervisor.core.merkledb.KeyValueView;
import io.supervisor.core.merkledb.PatchedView;
import io.supervisor.core.merkledb.Store;
import io.supervisor.core.runtime.CommitAction;
import io.supervisor.wire.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes over blocks that others have decided, into the files of a node that does not run: each is
 * proved, executed, compared and appended as the node itself would, journal first, so that it may
 * be interrupted anywhere and opened again, by this class or as a {@link Replica}.
 *
 * <p>Used by one thread. Once a method has thrown, it may not be used any more.
 */
public final class ChainImport {
  /** A block as its source gives it: nothing is checked yet. */
  public record Candidate(
      ByteString header, List<ByteString> precommits, List<ByteString> transactions) {
    public Candidate {
      precommits = List.copyOf(precommits);
      transactions = List.copyOf(transactions);
    }
  }

  /** What became of a block. */
  public sealed interface Outcome {
    /** It is the last one now; its {@code changes().actions()} come before the next one. */
    record Appended(ExecutedBlock block) implements Outcome {}

    /** It is not the next block, or not decided by the validators: the source is wrong. */
    record Unproven(String problem) implements Outcome {}

    /**
     * The validators decided it, and executed here it is another block: so some code is.
     *
     * @param before the state before the block
     */
    record Differs(BlockHeader decided, ExecutedBlock executed, KeyValueView before)
        implements Outcome {
      /** The state that execution here leads to. */
      public KeyValueView after() {
        return PatchedView.over(before, executed.patch());
      }
    }
  }

  private final ReplicaPorts ports;
  private final Journal journal;
  private final Chain chain;
  private final SignatureCheck check;
  private final MessageVerifier verifier;

  private ChainImport(ReplicaPorts ports, Journal journal, SignatureCheck check) {
    this.ports = ports;
    this.journal = journal;
    this.chain = new Chain(ports, journal);
    this.check = check;
    this.verifier = new MessageVerifier(check);
  }

  /** As far as they come: data that differ show in the block after, as any difference does. */
  private void runAwaitedScripts() {
    var migrations = ports.machine().migrations();
    for (var awaited = chain.awaited(); awaited.isPresent(); awaited = chain.awaited()) {
      var instance = awaited.get().instance();
      if (!migrations.underWay(chain.state()).contains(instance)) {
        return;
      }
      chain.keep(migrations.step(chain.state(), instance));
    }
  }

  /**
   * Recovers what is there; the first time stores genesis.
   *
   * @throws io.supervisor.core.journal.JournalDamagedException if the files are not to be used
   * @throws RebuildException if the state is lost and cannot be made again from them
   */
  public static ChainImport open(
      int journalSegmentBytes,
      Disk disk,
      Store store,
      ChainArchive archive,
      StateMachine machine,
      SignatureCheck check,
      RebuildListener rebuild) {
    var ports = new ReplicaPorts(disk, store, archive, machine, new Nobody(), rebuild);
    return new ChainImport(ports, new Recovery(ports).run(journalSegmentBytes), check);
  }

  /** Of the last block. */
  public Height height() {
    return chain.height();
  }

  /** What has to be done before the first block is appended. */
  public List<? extends CommitAction> restored() {
    return ports.machine().restored(chain.state());
  }

  /** Takes a block over, if it is the next one and comes out as decided; else changes nothing. */
  public Outcome append(Candidate candidate) {
    BlockHeader header;
    var transactions = new ArrayList<VerifiedTransaction>();
    try {
      header = Canonical.fromWire(Block.parseFrom(candidate.header()));
      for (var bytes : candidate.transactions()) {
        transactions.add(VerifiedTransaction.verify(bytes.toByteArray(), Integer.MAX_VALUE, check));
      }
    } catch (InvalidProtocolBufferException e) {
      return new Outcome.Unproven("header: not a block");
    } catch (MalformedMessageException e) {
      return new Outcome.Unproven(String.valueOf(e.getMessage()));
    }
    var hash = Sha256.of(candidate.header().toByteArray());
    var problem =
        linkProblem(header)
            .or(() -> transactionsProblem(header, transactions))
            .or(() -> certificateProblem(hash, candidate.precommits()));
    if (problem.isPresent()) {
      return new Outcome.Unproven(problem.get());
    }
    var proposer = header.proposer().orElseThrow();
    runAwaitedScripts();
    var executed = chain.execute(new BlockContents(header.height(), proposer, transactions));
    if (!executed.hash().equals(hash)) {
      return new Outcome.Differs(header, executed, chain.state());
    }
    chain.append(executed, candidate.precommits(), transactions, transactions);
    return new Outcome.Appended(executed);
  }

  /** Two verified checkpoints of the store contain every block up to this one. */
  public void checkpointsVerified(Height upTo) {
    ports.archive().sync();
    journal.discard(upTo.compareTo(chain.height()) < 0 ? upTo : chain.height());
    journal.sync();
  }

  private Optional<String> linkProblem(BlockHeader header) {
    if (!header.height().equals(chain.epoch())) {
      return Optional.of("height: got " + header.height() + ", want " + chain.epoch());
    }
    if (header.isSkip() || header.proposer().isEmpty()) {
      return Optional.of("header: want a proposer_id, and no skip");
    }
    var epoch = header.epoch();
    if (epoch.isEmpty() || epoch.getAsLong() != header.height().value()) {
      return Optional.of("epoch: want that of the height");
    }
    return header.prevHash().equals(chain.lastHash())
        ? Optional.empty()
        : Optional.of("prev_hash: got " + header.prevHash() + ", want " + chain.lastHash());
  }

  private static Optional<String> transactionsProblem(
      BlockHeader header, List<VerifiedTransaction> transactions) {
    if (header.txCount() != transactions.size()) {
      return Optional.of("transactions: got " + transactions.size() + ", want " + header.txCount());
    }
    var hash =
        Certificate.transactionsHash(transactions.stream().map(VerifiedTransaction::hash).toList());
    return header.txHash().equals(hash)
        ? Optional.empty()
        : Optional.of("tx_hash: the transactions give " + hash + ", want " + header.txHash());
  }

  private Optional<String> certificateProblem(Hash block, List<ByteString> precommits) {
    var votes = new ArrayList<Verified<Precommit>>();
    for (var bytes : precommits) {
      switch (verifier.verify(bytes)) {
        case MessageVerifier.Result.Good(var message) when message.message() instanceof Precommit ->
            votes.add(message.as(Precommit.class));
        case MessageVerifier.Result.Good _ -> {
          return Optional.of("precommit: another message");
        }
        case MessageVerifier.Result.Bad(var problem) -> {
          return Optional.of("precommit: " + problem);
        }
      }
    }
    return Certificate.problem(chain.validators(), chain.epoch().value(), block, votes);
  }

  /** An import takes part in nothing. */
  private record Nobody() implements Signer {
    @Override
    public PublicKey publicKey() {
      throw new IllegalStateException("an import has no key");
    }

    @Override
    public Signature sign(byte[] message) {
      throw new IllegalStateException("an import signs nothing");
    }
  }
}
