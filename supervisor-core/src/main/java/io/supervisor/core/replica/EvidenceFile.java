package io.supervisor.core.replica;

import io.supervisor.api.PublicKey;
import io.supervisor.core.consensus.message.Message;
import io.supervisor.core.consensus.vote.Evidence;
import io.supervisor.core.journal.Journal;
import io.supervisor.core.journal.JournalRecord;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Proofs that somebody has signed what contradicts itself: kept for ever, once for each offender,
 * kind, epoch and round (A1), the first {@link #PER_OFFENDER_MAX} of each offender.
 */
final class EvidenceFile {
  private static final int PER_OFFENDER_MAX = 256;

  private final Journal journal;
  private final Outbox outbox;
  private final Set<String> known = new HashSet<>();
  private final Map<String, Integer> byOffender = new HashMap<>();

  EvidenceFile(Journal journal, Outbox outbox, Set<String> restored) {
    this.journal = journal;
    this.outbox = outbox;
    restored.forEach(key -> note(key, key.substring(0, PublicKey.SIZE * 2)));
  }

  void keep(Evidence evidence) {
    Message message = evidence.first().message();
    String kind = message.getClass().getSimpleName();
    String offender = evidence.offender().toString();
    String key = offender + "/" + kind + "/" + message.epoch() + "/" + message.round();
    if (known.contains(key) || byOffender.getOrDefault(offender, 0) >= PER_OFFENDER_MAX) {
      return;
    }
    note(key, offender);
    journal.append(
        new JournalRecord.Evidence(
            key,
            message.epoch(),
            evidence.first().toByteString(),
            evidence.second().toByteString()));
    outbox.report(new ReplicaEvent.Equivocation(message.epoch(), evidence.offender(), kind));
  }

  private void note(String key, String offender) {
    if (known.add(key)) {
      byOffender.merge(offender, 1, Integer::sum);
    }
  }
}
