package io.supervisor.core.replica;

import com.google.protobuf.ByteString;
import io.supervisor.api.ConsensusConfig;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.TxLocation;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.core.blockchain.BlockContents;
import io.supervisor.core.blockchain.ExecutedBlock;
import io.supervisor.core.consensus.vote.ValidatorSet;
import io.supervisor.core.journal.BlockRecord;
import io.supervisor.core.journal.Journal;
import io.supervisor.core.journal.JournalRecord;
import io.supervisor.core.merkledb.KeyValueView;
import io.supervisor.core.merkledb.Patch;
import io.supervisor.core.runtime.AwaitedMigration;
import io.supervisor.core.runtime.ScriptStep;
import java.util.List;
import java.util.Optional;

/** The last block, its state, and how the next one comes after it. */
final class Chain {
  private final ReplicaPorts ports;
  private final Journal journal;
  private KeyValueView state;
  private StateMachine.View view;
  private Height height;
  private Hash lastHash;
  private ConsensusConfig config;
  private ValidatorSet validators;
  private Optional<AwaitedMigration> awaited = Optional.empty();

  /** Requires a store that holds at least genesis. */
  Chain(ReplicaPorts ports, Journal journal) {
    this.ports = ports;
    this.journal = journal;
    refresh();
    settleMigrations();
  }

  /** State after the last block. */
  KeyValueView state() {
    return state;
  }

  StateMachine.View view() {
    return view;
  }

  /** Of the last block. */
  Height height() {
    return height;
  }

  /** Number of the decision being made, which is the height of the next block. */
  Height epoch() {
    return height.next();
  }

  Hash lastHash() {
    return lastHash;
  }

  /** In force for the next block. */
  ConsensusConfig config() {
    return config;
  }

  ValidatorSet validators() {
    return validators;
  }

  Optional<TxLocation> location(Hash transaction) {
    return view.location(transaction);
  }

  Optional<BlockRecord> read(Height of) {
    return ports.archive().read(of);
  }

  ExecutedBlock execute(BlockContents contents) {
    return ports.machine().execute(state, contents);
  }

  /**
   * Makes a block the last one: durable first, then visible.
   *
   * @param unjournaled those of its transactions that no record of this epoch holds
   */
  BlockRecord append(
      ExecutedBlock executed,
      List<ByteString> precommits,
      List<VerifiedTransaction> transactions,
      List<VerifiedTransaction> unjournaled) {
    var record =
        new BlockRecord(
            ByteString.copyFrom(Canonical.bytes(Canonical.toWire(executed.header()))),
            precommits,
            transactions.stream().map(VerifiedTransaction::hash).toList(),
            transactions.stream().map(PeerMessages::body).toList());
    journal.append(
        new JournalRecord.Decided(
            executed.height(),
            record.header(),
            precommits,
            record.transactionHashes(),
            unjournaled.stream().map(PeerMessages::body).toList(),
            ByteString.copyFrom(executed.patch().withoutTrees().encode())));
    journal.sync();
    ports.archive().append(record);
    ports.store().apply(executed.patch());
    refresh();
    if (!executed.changes().instances().isEmpty()) {
      settleMigrations();
    }
    return record;
  }

  /** Migrated data that the next block needs and this node does not have (yet). */
  Optional<AwaitedMigration> awaited() {
    return awaited;
  }

  /** Keeps a step of a migration script, unless it is none that follows any more. */
  boolean keep(ScriptStep step) {
    if (!ports
        .machine()
        .migrations()
        .follows(state, step.instance(), step.migration(), step.step())) {
      return false;
    }
    journal.append(
        new JournalRecord.MigrationStep(
            epoch(),
            step.instance(),
            step.migration(),
            step.step(),
            ByteString.copyFrom(step.patch().withoutTrees().encode())));
    ports.store().apply(step.patch());
    refresh();
    awaited = ports.machine().migrations().awaited(state);
    return true;
  }

  /** Removes what nobody reads any more; a crash may bring it back. */
  void erase(Patch patch) {
    ports.store().apply(patch);
    refresh();
  }

  private void settleMigrations() {
    new MigrationEnds(ports).cleanUp();
    refresh();
    awaited = ports.machine().migrations().awaited(state);
  }

  private void refresh() {
    state = ports.store().snapshot();
    view = ports.machine().view(state);
    height = view.height().orElseThrow(() -> new IllegalStateException("no genesis"));
    lastHash = view.lastHash();
    config = view.config();
    validators = new ValidatorSet(config.consensusKeys());
  }
}
