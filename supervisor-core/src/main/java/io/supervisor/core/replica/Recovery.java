package io.supervisor.core.replica;

import com.google.protobuf.ByteString;
import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.crypto.Canonical;
import io.supervisor.api.crypto.VerifiedTransaction;
import io.supervisor.core.blockchain.ExecutedBlock;
import io.supervisor.core.journal.BlockRecord;
import io.supervisor.core.journal.Journal;
import io.supervisor.core.journal.JournalDamagedException;
import io.supervisor.core.journal.JournalRecord;
import io.supervisor.core.merkledb.Fork;
import io.supervisor.core.merkledb.Patch;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * From what survived a crash to a node: redoes on store and archive the blocks that they have
 * forgotten, and collects what the node had said in the epoch that was under way.
 *
 * <p>A store that has forgotten what the journal does not hold any more is brought up to the
 * journal's begin by executing the archived blocks, and no further: how far the chain has come, the
 * journal alone says.
 */
final class Recovery {
  private final ReplicaPorts ports;
  private final Set<String> evidence = new LinkedHashSet<>();
  private final Map<String, ByteString> nodeResults = new TreeMap<>();
  private EpochMemory memory = new EpochMemory(Height.GENESIS);
  private Height stored = Height.GENESIS;
  private boolean decidedSeen;

  Recovery(ReplicaPorts ports) {
    this.ports = ports;
  }

  /** Requires to be called once. */
  Journal run(int segmentBytes) {
    var genesis = ports.machine().genesis();
    storeGenesis(genesis);
    var journal = Journal.open(ports.disk(), genesis.hash(), segmentBytes, this::redo);
    if (ports.archive().length() != stored.value() + 1) {
      throw new JournalDamagedException(
          "archive: got "
              + ports.archive().length()
              + " blocks, want "
              + (stored.value() + 1)
              + ": the journal holds nothing of those that follow");
    }
    return journal;
  }

  /** What was recorded of the epoch after the last block. */
  EpochMemory memory() {
    return memory.epoch().equals(stored.next()) ? memory : new EpochMemory(stored.next());
  }

  /** Keys of all evidence. */
  Set<String> evidence() {
    return evidence;
  }

  Map<String, ByteString> nodeResults() {
    return nodeResults;
  }

  private void storeGenesis(ExecutedBlock genesis) {
    var found = ports.machine().view(ports.store().snapshot()).height();
    if (found.isEmpty()) {
      ports.store().apply(genesis.patch());
    }
    stored = found.orElse(Height.GENESIS);
    var header = ByteString.copyFrom(Canonical.bytes(Canonical.toWire(genesis.header())));
    if (ports.archive().length() == 0) {
      ports.archive().append(new BlockRecord(header, List.of(), List.of(), List.of()));
    }
    var first = ports.archive().read(Height.GENESIS).orElseThrow().hash();
    if (!first.equals(genesis.hash())) {
      throw new JournalDamagedException(
          "genesis of the archive: got " + first + ", want " + genesis.hash());
    }
  }

  private void redo(JournalRecord record) {
    switch (record) {
      case JournalRecord.Decided decided -> {
        rebuildBefore(decided.epoch());
        decidedSeen = true;
        redo(decided);
      }
      case JournalRecord.MigrationStep step -> {
        rebuildBefore(step.epoch());
        redo(step);
      }
      case JournalRecord.OfEpoch of -> {
        rebuildBefore(of.epoch());
        if (of.epoch().compareTo(memory.epoch()) > 0) {
          memory = new EpochMemory(of.epoch());
        }
        if (of.epoch().equals(memory.epoch())) {
          memory.add(of);
        }
      }
      case JournalRecord.Evidence kept -> evidence.add(kept.key());
      case JournalRecord.NodeResult(var key, var value) -> nodeResults.put(key, value);
    }
  }

  /** Before its first block, the journal leaves it to others to know the state. */
  private void rebuildBefore(Height epoch) {
    if (!decidedSeen && epoch.value() > stored.value() + 1) {
      var to = new Height(epoch.value() - 1);
      new Rebuild(ports).run(stored, to);
      stored = to;
    }
  }

  private void redo(JournalRecord.Decided decided) {
    long height = decided.epoch().value();
    if (height > stored.value() + 1 || height > ports.archive().length()) {
      throw new JournalDamagedException(
          "block "
              + height
              + ": got state of "
              + stored
              + " and "
              + ports.archive().length()
              + " archived blocks before it");
    }
    if (height == ports.archive().length()) {
      ports
          .archive()
          .append(
              new BlockRecord(
                  decided.header(),
                  decided.precommits(),
                  decided.transactionHashes(),
                  bodies(decided)));
    }
    if (height == stored.value() + 1) {
      var changes = Patch.decode(decided.patch().toByteArray());
      ports.store().apply(Fork.redo(ports.store().snapshot(), changes));
      new MigrationEnds(ports).cleanUp();
      stored = decided.epoch();
    }
  }

  /** A step that the store has already, or whose run was given up, is none that follows. */
  private void redo(JournalRecord.MigrationStep step) {
    var state = ports.store().snapshot();
    var migrations = ports.machine().migrations();
    if (step.epoch().equals(stored.next())
        && migrations.follows(state, step.instance(), step.migration(), step.step())) {
      var changes = Patch.decode(step.patch().toByteArray());
      ports.store().apply(Fork.redo(state, changes));
    }
  }

  private List<ByteString> bodies(JournalRecord.Decided decided) {
    var known = new TreeMap<Hash, ByteString>();
    if (memory.epoch().equals(decided.epoch())) {
      memory.bodies().forEach(body -> known.put(body.hash(), PeerMessages.body(body)));
    }
    for (var body : decided.transactions()) {
      known.put(VerifiedTransaction.trusted(body.toByteArray()).hash(), body);
    }
    var bodies = new ArrayList<ByteString>();
    for (var hash : decided.transactionHashes()) {
      var body = known.get(hash);
      if (body == null) {
        throw new JournalDamagedException(
            "block " + decided.epoch() + ": transaction " + hash + " is missing");
      }
      bodies.add(body);
    }
    return bodies;
  }
}
