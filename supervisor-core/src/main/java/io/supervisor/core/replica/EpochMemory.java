package io.supervisor.core.replica;

import com.google.protobuf.ByteString;
import io.supervisor.api.Height;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.core.consensus.Restored;
import io.supervisor.core.consensus.message.Message;
import io.supervisor.core.consensus.message.MessageVerifier;
import io.supervisor.core.consensus.message.Prevote;
import io.supervisor.core.consensus.message.Propose;
import io.supervisor.core.consensus.message.Verified;
import io.supervisor.core.consensus.vote.ProofOfLock;
import io.supervisor.core.journal.JournalDamagedException;
import io.supervisor.core.journal.JournalRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the journal holds of one epoch, in the order in which it was written. */
final class EpochMemory {
  private final MessageVerifier reader = MessageVerifier.trusting();
  private final Height epoch;
  private final List<VerifiedTransaction> bodies = new ArrayList<>();
  private final List<Verified<? extends Message>> own = new ArrayList<>();
  private final List<Verified<Propose>> proposals = new ArrayList<>();
  private Optional<ProofOfLock> lock = Optional.empty();
  private int round;

  EpochMemory(Height epoch) {
    this.epoch = epoch;
  }

  Height epoch() {
    return epoch;
  }

  List<VerifiedTransaction> bodies() {
    return bodies;
  }

  /** What consensus begins with. */
  Restored restored() {
    return new Restored(round, own, proposals, lock);
  }

  /** Requires a record of this epoch, other than its decision. */
  void add(JournalRecord.OfEpoch record) {
    switch (record) {
      case JournalRecord.Bodies(_, var transactions) ->
          transactions.forEach(body -> bodies.add(VerifiedTransaction.trusted(body.toByteArray())));
      case JournalRecord.Round(_, var entered) -> round = Math.max(round, entered);
      case JournalRecord.OwnMessage(_, _, var signed) -> own.add(read(signed));
      case JournalRecord.Proposal(_, var signed) -> proposals.add(read(signed).as(Propose.class));
      case JournalRecord.Lock recorded -> lock = Optional.of(lock(recorded));
      case JournalRecord.MigrationStep _ -> {}
      case JournalRecord.Decided decided ->
          throw new IllegalArgumentException("block " + decided.epoch());
    }
  }

  private ProofOfLock lock(JournalRecord.Lock recorded) {
    var prevotes = recorded.prevotes().stream().map(vote -> read(vote).as(Prevote.class)).toList();
    return ProofOfLock.of(prevotes)
        .orElseThrow(() -> new JournalDamagedException("lock of epoch " + epoch));
  }

  private Verified<? extends Message> read(ByteString signed) {
    return switch (reader.verify(signed)) {
      case MessageVerifier.Result.Good(var message) -> message;
      case MessageVerifier.Result.Bad(var problem) ->
          throw new JournalDamagedException("message of epoch " + epoch + ": " + problem);
    };
  }
}
