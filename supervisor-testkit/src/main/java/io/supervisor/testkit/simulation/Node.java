package io.supervisor.testkit.simulation;

import io.supervisor.api.Height;
import io.supervisor.api.PublicKey;
import io.supervisor.core.consensus.Now;
import io.supervisor.core.journal.BlockRecord;
import io.supervisor.core.pool.PoolLimits;
import io.supervisor.core.replica.Replica;
import io.supervisor.core.replica.ReplicaConfig;
import io.supervisor.core.replica.ReplicaEffect;
import io.supervisor.core.replica.ReplicaInput;
import io.supervisor.core.replica.ReplicaPorts;
import io.supervisor.core.replica.StateMachine;
import io.supervisor.wire.journal.JournalFrame;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One process with its disk. What it holds in memory is gone when the power fails. */
final class Node {
  private static final ReplicaConfig CONFIG =
      new ReplicaConfig(new PoolLimits(2_000, 1 << 20, 1_000), 16 << 10, 8 << 20);

  final int index;
  final FakeSigner signer;
  final boolean honest;
  final SimulatedDisk disk;
  final SimulatedArchive archive = new SimulatedArchive();
  final SimulatedStore store = new SimulatedStore();
  final Rebuilds rebuilds = new Rebuilds();
  final List<ReplicaInput> inbox = new ArrayList<>();

  /** Grows with each restart, so that what was meant for an earlier life is dropped. */
  int life;

  long busyUntilMs;
  long wakeAtMs = Long.MAX_VALUE;
  private long seen = 1;
  private final NodeParts parts;
  final StateMachine machine;
  private @Nullable Replica replica;

  Node(
      int index,
      FakeSigner signer,
      boolean honest,
      NodeParts parts,
      StateMachine machine,
      Totals totals,
      Consumer<JournalFrame> onDurable) {
    this.index = index;
    this.signer = signer;
    this.honest = honest;
    this.parts = parts;
    this.machine = machine;
    this.disk = new SimulatedDisk(onDurable, totals, parts.syncLies());
  }

  PublicKey key() {
    return signer.publicKey();
  }

  boolean alive() {
    return replica != null;
  }

  /** Requires a node that is alive. */
  Replica replica() {
    if (replica == null) {
      throw new IllegalStateException("node " + index + " is down");
    }
    return replica;
  }

  /** Recovers as the server does, and begins. */
  List<ReplicaEffect> start(long nowMs) {
    life++;
    busyUntilMs = nowMs;
    var opened =
        parts
            .opener()
            .open(CONFIG, new ReplicaPorts(disk, store, archive, machine, signer, rebuilds));
    replica = opened;
    return opened.start(now(nowMs));
  }

  /** Blocks that it holds and that were not asked for before, ascending. */
  List<BlockRecord> unseenBlocks() {
    var unseen = new ArrayList<BlockRecord>();
    for (; seen < archive.length(); seen++) {
      unseen.add(archive.read(new Height(seen)).orElseThrow());
    }
    return unseen;
  }

  List<ReplicaEffect> step(long nowMs) {
    var inputs = List.copyOf(inbox);
    inbox.clear();
    return replica().step(now(nowMs), inputs);
  }

  void powerCut(Dice dice) {
    life++;
    replica = null;
    inbox.clear();
    wakeAtMs = Long.MAX_VALUE;
    disk.powerCut(dice);
    archive.powerCut(dice);
    store.powerCut();
  }

  private Now now(long nowMs) {
    return new Now(nowMs, Instant.ofEpochMilli(1_700_000_000_000L + nowMs));
  }
}
