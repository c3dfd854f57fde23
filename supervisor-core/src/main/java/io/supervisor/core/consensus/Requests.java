package io.supervisor.core.consensus;

import io.supervisor.api.Hash;
import io.supervisor.api.PublicKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SequencedSet;
import java.util.function.Predicate;

/**
 * What is missing, and who has it (docs/consensus.md, clauses 42 to 44). A key is asked for after a
 * short grace, in which the thing may come by itself, then again and again from each owner in turn,
 * until it is there or not wanted any more. Keys are bounded by the votes that name them.
 */
final class Requests {
  /** In which what is already on its way costs no request. */
  static final long GRACE_MS = 10;

  /** Between two requests for one thing; doubles each time all owners have been asked. */
  static final long RETRY_MS = 100;

  static final long RETRY_MAX_MS = 1_600;

  /** Something missing. */
  sealed interface Key {
    record Proposal(Hash proposeHash) implements Key {}

    record Transactions(Hash proposeHash) implements Key {}

    record Lock(int round, Hash proposeHash) implements Key {}
  }

  /** Time to ask this owner. */
  record Due(Key key, PublicKey owner) {}

  private static final class Entry {
    final SequencedSet<PublicKey> owners = new LinkedHashSet<>();
    long dueMs;
    int tries;

    /** The next owner in turn; requires that there is one. */
    Due next(Key key, long nowMs) {
      var owner = owners.removeFirst();
      owners.addLast(owner);
      dueMs = nowMs + Math.min(RETRY_MS << Math.min(tries / owners.size(), 10), RETRY_MAX_MS);
      tries++;
      return new Due(key, owner);
    }
  }

  private final PublicKey self;
  private final Map<Key, Entry> entries = new LinkedHashMap<>();

  Requests(PublicKey self) {
    this.self = self;
  }

  /** The owner has what is missing. This node itself is nobody to ask. */
  void need(Key key, PublicKey owner, long nowMs) {
    if (owner.equals(self)) {
      return;
    }
    var entry = entries.get(key);
    if (entry == null) {
      entry = new Entry();
      entry.dueMs = nowMs + GRACE_MS;
      entries.put(key, entry);
    }
    // Not addLast, which would move an owner that is named again to the end of the turn.
    entry.owners.add(owner);
  }

  boolean wants(Key key) {
    return entries.containsKey(key);
  }

  void done(Key key) {
    entries.remove(key);
  }

  void drop(Predicate<Key> unwanted) {
    entries.keySet().removeIf(unwanted);
  }

  /** What to ask now. */
  List<Due> due(long nowMs) {
    var due = new ArrayList<Due>();
    entries.forEach((key, entry) -> {
      if (entry.dueMs <= nowMs) {
        due.add(entry.next(key, nowMs));
      }
    });
    return due;
  }

  /** When something is due next; empty if nothing is missing. */
  OptionalLong nextDueMs() {
    return entries.values().stream().mapToLong(entry -> entry.dueMs).min();
  }
}
