package io.supervisor.core.catchup;

import io.supervisor.api.Hash;
import io.supervisor.api.Height;
import io.supervisor.api.PublicKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What to ask of whom while peers are ahead: a window of blocks above the last own one, in batches
 * from all peers at once, in turn, without end (original-consensus.md, H18, H36, H37). Used by one
 * thread.
 *
 * <p>A slot of the window goes from free to asked to held; back to free when the peer is late,
 * gone, or has lied; and out of the window when its block is committed, by whatever way.
 */
public final class CatchUp {
  /** Blocks above the last own one that may be asked for or held. */
  static final int WINDOW = 512;

  /** Blocks asked for at once. */
  static final int BATCH = 32;

  /** Bytes of held blocks beyond which only the very next ones are asked for. */
  static final long HELD_BYTES_MAX = 64L << 20;

  /** How long to wait for consensus to bring the next block before asking for it. */
  static final long GRACE_MS = 100;

  /** When an answer is late. */
  static final long ANSWER_MS = 2_000;

  private final Peers peers = new Peers();
  private final TreeMap<Long, Slot> slots = new TreeMap<>();
  private final TreeSet<Hash> missing = new TreeSet<>();
  private long tip;
  private long heldBytes;
  private long tipSinceMs;
  private long bodiesDueMs;

  /** A message to send. */
  public sealed interface Ask {
    PublicKey peer();

    /** For blocks [from, from + count). */
    record Blocks(PublicKey peer, Height from, int count) implements Ask {}

    /** For the rest of the next block. */
    record Bodies(PublicKey peer, List<Hash> hashes) implements Ask {}
  }

  private static final class Slot {
    final PublicKey peer;
    Optional<FetchedBlock> block = Optional.empty();

    Slot(PublicKey peer) {
      this.peer = peer;
    }
  }

  public CatchUp(Height tip) {
    this.tip = tip.value();
  }

  /** A peer says where it stands. It may lie: no more comes of it than requests without answer. */
  public void onStatus(PublicKey peer, Height height) {
    peers.claim(peer, height.value());
  }

  public void onDisconnected(PublicKey peer) {
    peers.remove(peer);
    slots.values().removeIf(slot -> slot.peer.equals(peer) && slot.block.isEmpty());
  }

  /** An answer: blocks that were not asked of this peer, or are there already, are ignored. */
  public void onBlocks(PublicKey peer, List<FetchedBlock> blocks, long nowMs) {
    boolean useful = false;
    for (var block : blocks) {
      var slot = slots.get(block.height().value());
      if (slot != null && slot.peer.equals(peer) && slot.block.isEmpty()) {
        slot.block = Optional.of(block);
        heldBytes += block.bytes();
        useful = true;
      }
    }
    slots.values().removeIf(slot -> slot.peer.equals(peer) && slot.block.isEmpty());
    peers.answered(peer, useful, nowMs);
  }

  /** The node has this block now. */
  public void onCommitted(Height height, long nowMs) {
    tip = height.value();
    tipSinceMs = nowMs;
    missing.clear();
    var done = slots.headMap(tip, true);
    done.values().forEach(slot -> heldBytes -= size(slot));
    done.clear();
  }

  /** The block above the last own one, if a peer has sent it; nothing in it has been checked. */
  public Optional<FetchedBlock> next() {
    return Optional.ofNullable(slots.get(tip + 1)).flatMap(slot -> slot.block);
  }

  /** The next block is wrong: forgets it and whatever else its sender sent; names the sender. */
  public Optional<PublicKey> refuseNext(long nowMs) {
    var slot = Optional.ofNullable(slots.get(tip + 1));
    slot.ifPresent(wrong -> drop(wrong.peer, nowMs));
    return slot.map(wrong -> wrong.peer);
  }

  private void drop(PublicKey liar, long nowMs) {
    slots
        .values()
        .removeIf(given -> {
          boolean gone = given.peer.equals(liar);
          heldBytes -= gone ? size(given) : 0;
          return gone;
        });
    peers.lied(liar, nowMs);
  }

  /** These transactions of the next block, which is proven, are still to come. */
  public void need(Collection<Hash> hashes) {
    if (!missing.containsAll(hashes) || missing.size() != hashes.size()) {
      missing.clear();
      missing.addAll(hashes);
    }
  }

  /** Whether a peer says that it is ahead. */
  public boolean behind() {
    return peers.highest() > tip;
  }

  /** The greatest height that a peer claims. */
  public Height highest() {
    return new Height(Math.max(tip, peers.highest()));
  }

  /** What to ask now. */
  public List<Ask> asks(long nowMs) {
    var asks = new ArrayList<Ask>();
    for (var late : peers.late(nowMs)) {
      slots.values().removeIf(slot -> slot.peer.equals(late) && slot.block.isEmpty());
    }
    askBodies(nowMs, asks);
    if (behind() && nowMs >= graceEndsMs()) {
      askBlocks(nowMs, asks);
    }
    return asks;
  }

  /** When {@link #asks} may have something new to say; far in the future if nobody is ahead. */
  public long wakeAtMs(long nowMs) {
    if (!behind()) {
      return Long.MAX_VALUE;
    }
    long wake = Math.min(peers.nextDueMs(nowMs), missing.isEmpty() ? Long.MAX_VALUE : bodiesDueMs);
    return nowMs < graceEndsMs() ? Math.min(wake, graceEndsMs()) : wake;
  }

  private long graceEndsMs() {
    return peers.highest() == tip + 1 ? tipSinceMs + GRACE_MS : 0;
  }

  private void askBodies(long nowMs, List<Ask> asks) {
    if (!missing.isEmpty() && nowMs >= bodiesDueMs) {
      peers
          .inTurn(tip + 1)
          .ifPresent(peer -> {
            asks.add(new Ask.Bodies(peer, List.copyOf(missing)));
            bodiesDueMs = nowMs + ANSWER_MS / 4;
          });
    }
  }

  private void askBlocks(long nowMs, List<Ask> asks) {
    long end = tip + (heldBytes > HELD_BYTES_MAX ? BATCH : WINDOW);
    long from = tip + 1;
    while (from <= Math.min(end, peers.highest())) {
      if (slots.containsKey(from)) {
        from++;
        continue;
      }
      var peer = peers.free(from, nowMs);
      if (peer.isEmpty()) {
        return;
      }
      int count = run(from, Math.min(end, peers.claimed(peer.get())));
      for (long height = from; height < from + count; height++) {
        slots.put(height, new Slot(peer.get()));
      }
      peers.asked(peer.get(), nowMs + ANSWER_MS);
      asks.add(new Ask.Blocks(peer.get(), new Height(from), count));
      from += count;
    }
  }

  /** Number of free slots from here on, at most a batch. */
  private int run(long from, long last) {
    int count = 0;
    while (count < BATCH && from + count <= last && !slots.containsKey(from + count)) {
      count++;
    }
    return count;
  }

  private static long size(Slot slot) {
    return slot.block.map(FetchedBlock::bytes).orElse(0L);
  }
}
