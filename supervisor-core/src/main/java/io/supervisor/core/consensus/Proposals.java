package io.supervisor.core.consensus;

import io.supervisor.api.Hash;
import io.supervisor.core.consensus.message.Propose;
import io.supervisor.core.consensus.message.Verified;
import io.supervisor.core.consensus.vote.VoteTally;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The proposals of one epoch. One for each round is taken as it comes; others only when a vote that
 * is kept names them (docs/consensus.md, clause 13).
 */
final class Proposals {
  /** What is known of a proposal's content. */
  enum Status {
    /** Its transactions are unknown, or not looked at yet. */
    OPEN,
    VALID,
    INVALID
  }

  /** A proposal and how far this node is with it. */
  static final class Entry {
    final Verified<Propose> proposal;
    Status status = Status.OPEN;

    /** Unknown transactions while open, as last heard. */
    List<Hash> missing = List.of();

    boolean kept;
    boolean executing;
    @Nullable Hash blockHash;

    private Entry(Verified<Propose> proposal) {
      this.proposal = proposal;
    }

    Hash hash() {
      return proposal.hash();
    }

    int round() {
      return proposal.message().round();
    }

    boolean valid() {
      return status == Status.VALID;
    }
  }

  private final VoteTally<Propose> slots = new VoteTally<>(Verified::hash);
  private final Map<Hash, Entry> entries = new LinkedHashMap<>();

  /** Requires that the author leads the round. */
  VoteTally.Added addToSlot(Verified<Propose> proposal) {
    return slots.add(proposal);
  }

  Entry put(Verified<Propose> proposal) {
    return entries.computeIfAbsent(proposal.hash(), hash -> new Entry(proposal));
  }

  @Nullable Entry get(Hash proposeHash) {
    return entries.get(proposeHash);
  }

  /** The valid proposal that came first for a round. */
  Optional<Entry> validOf(int round) {
    return entries.values().stream()
        .filter(entry -> entry.round() == round && entry.valid())
        .findFirst();
  }

  /** Whether any proposal for the round has come. */
  boolean anyOf(int round) {
    return entries.values().stream().anyMatch(entry -> entry.round() == round);
  }

  /** What is wrong with a proposal whatever its transactions are; empty if nothing is (H7). */
  static Optional<String> malformed(Propose propose, EpochConfig config) {
    var transactions = propose.transactions();
    if (Integer.compareUnsigned(transactions.size(), config.blockTransactionsMax()) > 0) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "transactions: got %d, want at most %s",
              transactions.size(),
              Integer.toUnsignedString(config.blockTransactionsMax())));
    }
    return new HashSet<>(transactions).size() < transactions.size()
        ? Optional.of("transactions: one of them is there twice")
        : Optional.empty();
  }
}
