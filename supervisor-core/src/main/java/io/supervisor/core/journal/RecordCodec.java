package io.supervisor.core.journal;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.wire.journal.BodiesEntry;
import io.supervisor.wire.journal.DecidedEntry;
import io.supervisor.wire.journal.EvidenceEntry;
import io.supervisor.wire.journal.GenesisEntry;
import io.supervisor.wire.journal.JournalEntry;
import io.supervisor.wire.journal.JournalFrame;
import io.supervisor.wire.journal.LockEntry;
import io.supervisor.wire.journal.MigrationStepEntry;
import io.supervisor.wire.journal.NodeResultEntry;
import io.supervisor.wire.journal.OwnMessageEntry;
import io.supervisor.wire.journal.ProposalEntry;
import io.supervisor.wire.journal.RoundEntry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records to bytes and back, as {@code supervisor/journal/v1/journal.proto} has them. */
final class RecordCodec {
  /** Upper bound of the size of a genesis entry in a frame. */
  static final int GENESIS_BYTES = 64;

  private RecordCodec() {}

  /** Content of a frame. */
  record Decoded(@Nullable Hash genesis, List<JournalRecord> records) {}

  static byte[] encode(List<JournalRecord> records) {
    return frame(records).build().toByteArray();
  }

  static byte[] encode(Hash genesis, List<JournalRecord> records) {
    var entry = GenesisEntry.newBuilder().setGenesisHash(genesis.toByteString());
    return frame(records)
        .addEntries(0, JournalEntry.newBuilder().setGenesis(entry))
        .build()
        .toByteArray();
  }

  /**
   * @throws JournalDamagedException if an entry is of a kind that this version does not know: it
   *     may be a vote
   */
  static Decoded decode(String segment, byte[] payload) {
    try {
      Hash genesis = null;
      var records = new ArrayList<JournalRecord>();
      for (var entry : JournalFrame.parseFrom(payload).getEntriesList()) {
        if (entry.hasGenesis()) {
          genesis = Hash.of(entry.getGenesis().getGenesisHash());
        } else {
          records.add(record(entry));
        }
      }
      return new Decoded(genesis, records);
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      throw new JournalDamagedException(segment + ": " + e.getMessage(), e);
    }
  }

  private static JournalFrame.Builder frame(List<JournalRecord> records) {
    var frame = JournalFrame.newBuilder();
    records.forEach(record -> frame.addEntries(entry(record)));
    return frame;
  }

  private static JournalEntry.Builder entry(JournalRecord record) {
    var entry = JournalEntry.newBuilder();
    return switch (record) {
      case JournalRecord.Bodies(var epoch, var transactions) ->
          entry.setBodies(
              BodiesEntry.newBuilder().setEpoch(epoch.value()).addAllTransactions(transactions));
      case JournalRecord.Round(var epoch, var round) ->
          entry.setRound(RoundEntry.newBuilder().setEpoch(epoch.value()).setRound(round));
      case JournalRecord.OwnMessage(var epoch, var round, var signed) ->
          entry.setOwnMessage(
              OwnMessageEntry.newBuilder()
                  .setEpoch(epoch.value())
                  .setRound(round)
                  .setSigned(signed));
      case JournalRecord.Proposal(var epoch, var signed) ->
          entry.setProposal(ProposalEntry.newBuilder().setEpoch(epoch.value()).setSigned(signed));
      case JournalRecord.Lock lock -> entry.setLock(lock(lock));
      case JournalRecord.Decided decided -> entry.setDecided(decided(decided));
      case JournalRecord.Evidence(var key, var epoch, var first, var second) ->
          entry.setEvidence(
              EvidenceEntry.newBuilder()
                  .setKey(key)
                  .setEpoch(epoch.value())
                  .setFirst(first)
                  .setSecond(second));
      case JournalRecord.MigrationStep(
              var epoch,
              var instance,
              var migration,
              var step,
              var patch) ->
          entry.setMigrationStep(
              MigrationStepEntry.newBuilder()
                  .setEpoch(epoch.value())
                  .setInstance(instance)
                  .setMigration(migration)
                  .setStep(step)
                  .setPatch(patch));
      case JournalRecord.NodeResult(var key, var value) ->
          entry.setNodeResult(NodeResultEntry.newBuilder().setKey(key).setValue(value));
    };
  }

  private static LockEntry.Builder lock(JournalRecord.Lock lock) {
    return LockEntry.newBuilder()
        .setEpoch(lock.epoch().value())
        .setRound(lock.round())
        .setProposeHash(lock.proposeHash().toByteString())
        .addAllPrevotes(lock.prevotes());
  }

  private static DecidedEntry.Builder decided(JournalRecord.Decided decided) {
    return DecidedEntry.newBuilder()
        .setHeader(decided.header())
        .addAllPrecommits(decided.precommits())
        .addAllTransactionHashes(
            decided.transactionHashes().stream().map(Hash::toByteString).toList())
        .addAllTransactions(decided.transactions())
        .setPatch(decided.patch());
  }

  private static JournalRecord record(JournalEntry entry) {
    return switch (entry.getKindCase()) {
      case BODIES ->
          new JournalRecord.Bodies(
              new Height(entry.getBodies().getEpoch()), entry.getBodies().getTransactionsList());
      case ROUND ->
          new JournalRecord.Round(
              new Height(entry.getRound().getEpoch()), entry.getRound().getRound());
      case OWN_MESSAGE -> {
        var own = entry.getOwnMessage();
        yield new JournalRecord.OwnMessage(
            new Height(own.getEpoch()), own.getRound(), own.getSigned());
      }
      case PROPOSAL ->
          new JournalRecord.Proposal(
              new Height(entry.getProposal().getEpoch()), entry.getProposal().getSigned());
      case LOCK -> {
        var lock = entry.getLock();
        yield new JournalRecord.Lock(
            new Height(lock.getEpoch()),
            lock.getRound(),
            Hash.of(lock.getProposeHash()),
            lock.getPrevotesList());
      }
      case DECIDED -> decided(entry.getDecided());
      case EVIDENCE -> {
        var evidence = entry.getEvidence();
        yield new JournalRecord.Evidence(
            evidence.getKey(),
            new Height(evidence.getEpoch()),
            evidence.getFirst(),
            evidence.getSecond());
      }
      case NODE_RESULT ->
          new JournalRecord.NodeResult(
              entry.getNodeResult().getKey(), entry.getNodeResult().getValue());
      case MIGRATION_STEP -> {
        var step = entry.getMigrationStep();
        yield new JournalRecord.MigrationStep(
            new Height(step.getEpoch()),
            step.getInstance(),
            step.getMigration(),
            step.getStep(),
            step.getPatch());
      }
      case GENESIS, KIND_NOT_SET ->
          throw new IllegalArgumentException("entry: got " + entry.getKindCase());
    };
  }

  private static JournalRecord decided(DecidedEntry decided) {
    ByteString header = decided.getHeader();
    return new JournalRecord.Decided(
        new Height(BlockRecord.parse(header).getHeight()),
        header,
        decided.getPrecommitsList(),
        decided.getTransactionHashesList().stream().map(Hash::of).toList(),
        decided.getTransactionsList(),
        decided.getPatch());
  }
}
