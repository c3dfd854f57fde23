package io.supervisor.core.replica;

import com.google.protobuf.ByteString;
import io.supervisor.api.BlockHeader;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.MalformedMessageException;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.core.blockchain.BlockContents;
import io.supervisor.core.blockchain.ExecutedBlock;
import io.supervisor.core.catchup.Certificate;
import io.supervisor.core.consensus.message.MessageVerifier;
import io.supervisor.core.consensus.message.Precommit;
import io.supervisor.core.consensus.message.Verified;
import io.supervisor.core.consensus.vote.ValidatorSet;
import io.supervisor.core.journal.BlockRecord;
import io.supervisor.core.runtime.CommitAction;
import io.supervisor.core.runtime.MissingArtifactException;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a state that was lost again: executes the node's own archived blocks upon what the store
 * still has, and compares each with its header. Only the store is written, a block at a time, so it
 * may be interrupted anywhere.
 *
 * <p>What the blocks need is deployed on the way, and migration scripts are run. The services'
 * hooks after a commit do not run: what they sent stands in the blocks that follow. Signatures are
 * not looked at, since the node has verified all of them before.
 */
final class Rebuild {
  private final ReplicaPorts ports;
  private final MessageVerifier reader = MessageVerifier.trusting();

  Rebuild(ReplicaPorts ports) {
    this.ports = ports;
  }

  /**
   * Executes the blocks (from, to]. Requires that the store holds the state of {@code from}.
   *
   * @throws RebuildException if a block is missing, cannot be executed, or comes out as another one
   */
  void run(Height from, Height to) {
    long length = ports.archive().length();
    if (length <= to.value()) {
      throw new RebuildException(
          new Height(length), "the archive ends before it, want all up to " + to);
    }
    ports.rebuild().rebuildStarted(from, to);
    ports.machine().restored(ports.store().snapshot()).forEach(action -> follow(action, from));
    var migrations = new MigrationEnds(ports);
    migrations.runAwaited();
    for (var height = from.next(); height.compareTo(to) <= 0; height = height.next()) {
      var executed = execute(height, ports.archive().read(height).orElseThrow());
      ports.store().apply(executed.patch());
      for (var action : executed.changes().actions()) {
        follow(action, height);
      }
      if (!executed.changes().instances().isEmpty()) {
        migrations.runAwaited();
      }
      ports.rebuild().blockExecuted(height);
    }
    // Steps that the journal has forgotten are not there for those that it holds to follow.
    migrations.runScripts();
    ports.rebuild().rebuildFinished();
  }

  private ExecutedBlock execute(Height height, BlockRecord record) {
    var state = ports.store().snapshot();
    var view = ports.machine().view(state);
    var header = header(height, record);
    if (!header.prevHash().equals(view.lastHash())) {
      throw new RebuildException(
          height, "prev_hash: got " + header.prevHash() + ", want " + view.lastHash());
    }
    var proposer =
        header
            .proposer()
            .orElseThrow(() -> new RebuildException(height, "header: want a proposer_id"));
    var contents = new BlockContents(height, proposer, transactions(height, header, record));
    requireDecided(height, record, new ValidatorSet(view.config().consensusKeys()));
    try {
      var executed = ports.machine().execute(state, contents);
      requireSame(header, record.hash(), executed);
      return executed;
    } catch (MissingArtifactException e) {
      throw new RebuildException(height, String.valueOf(e.getMessage()), e);
    }
  }

  private static BlockHeader header(Height height, BlockRecord record) {
    try {
      var header = Canonical.fromWire(record.block());
      if (header.height().equals(height)) {
        return header;
      }
      throw new RebuildException(height, "height: got " + header.height() + " in its header");
    } catch (IllegalArgumentException e) {
      throw new RebuildException(height, "header: " + e.getMessage(), e);
    }
  }

  private static List<VerifiedTransaction> transactions(
      Height height, BlockHeader header, BlockRecord record) {
    var transactions = new ArrayList<VerifiedTransaction>();
    for (var body : record.transactions()) {
      var wanted = record.transactionHashes().get(transactions.size());
      var transaction = transaction(height, transactions.size(), body);
      if (!transaction.hash().equals(wanted)) {
        throw new RebuildException(
            height,
            "transaction "
                + transactions.size()
                + ": got hash "
                + transaction.hash()
                + ", want "
                + wanted);
      }
      transactions.add(transaction);
    }
    var hash = Certificate.transactionsHash(record.transactionHashes());
    if (!hash.equals(header.txHash())) {
      throw new RebuildException(
          height, "tx_hash: the transactions give " + hash + ", want " + header.txHash());
    }
    return transactions;
  }

  private static VerifiedTransaction transaction(Height height, int index, ByteString body) {
    try {
      return VerifiedTransaction.trusted(body.toByteArray());
    } catch (MalformedMessageException e) {
      throw new RebuildException(height, "transaction " + index + ": " + e.getMessage(), e);
    }
  }

  private void requireDecided(Height height, BlockRecord record, ValidatorSet validators) {
    Certificate.problem(validators, height.value(), record.hash(), precommits(height, record))
        .ifPresent(problem -> {
          throw new RebuildException(height, problem);
        });
  }

  private List<Verified<Precommit>> precommits(Height height, BlockRecord record) {
    var votes = new ArrayList<Verified<Precommit>>();
    for (var bytes : record.precommits()) {
      if (reader.verify(bytes) instanceof MessageVerifier.Result.Good(var vote)
          && vote.message() instanceof Precommit) {
        votes.add(vote.as(Precommit.class));
      } else {
        throw new RebuildException(height, "precommit " + votes.size() + ": it is none");
      }
    }
    return votes;
  }

  private static void requireSame(BlockHeader archived, Hash hash, ExecutedBlock executed) {
    if (executed.hash().equals(hash)) {
      return;
    }
    var here = executed.header();
    throw new RebuildException(
        executed.height(),
        "executed here it is "
            + executed.hash()
            + ", want "
            + hash
            + "; state_hash: got "
            + here.stateHash()
            + ", want "
            + archived.stateHash()
            + "; error_hash: got "
            + here.errorHash()
            + ", want "
            + archived.errorHash());
  }

  private void follow(CommitAction action, Height height) {
    ports
        .machine()
        .follow(action)
        .ifPresent(problem -> {
          throw new RebuildException(
              height, "what is needed after it is not there: " + problem.description());
        });
  }
}
