package io.supervisor.core.consensus.vote;

import io.supervisor.core.consensus.message.Message;
import io.supervisor.core.consensus.message.Verified;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The messages of one kind in one epoch: the first of each validator in each round, nothing else,
 * so that memory is bounded by rounds and validators (docs/consensus.md, clause 12). Requires that
 * authors have been checked.
 */
public final class VoteTally<M extends Message> {
  /** What became of a message. */
  public sealed interface Added {
    /** The first of its author in its round: it counts. */
    record Counted() implements Added {}

    /** Nothing new: the target is known, or the conflict has been reported. */
    record Ignored() implements Added {}

    /** Another target than before: does not count, and is said once. */
    record Conflicting(Evidence evidence) implements Added {}
  }

  private record Slot(int round, int validator) {}

  private final Function<Verified<M>, Object> target;
  private final Map<Integer, Map<Integer, Verified<M>>> rounds = new TreeMap<>();
  private final Set<Slot> reported = new HashSet<>();

  /** A tally whose messages are for whatever {@code target} says; compared by {@code equals}. */
  public VoteTally(Function<Verified<M>, Object> target) {
    this.target = target;
  }

  public Added add(Verified<M> vote) {
    var message = vote.message();
    int validator = message.validator().value();
    var first =
        rounds
            .computeIfAbsent(message.round(), round -> new TreeMap<>())
            .putIfAbsent(validator, vote);
    if (first == null) {
      return new Added.Counted();
    }
    if (target.apply(first).equals(target.apply(vote))
        || !reported.add(new Slot(message.round(), validator))) {
      return new Added.Ignored();
    }
    return new Added.Conflicting(new Evidence(first, vote));
  }

  /** The first message of a validator in a round. */
  public Optional<Verified<M>> first(int round, int validator) {
    return Optional.ofNullable(rounds.getOrDefault(round, Map.of()).get(validator));
  }

  /** Those for a target in a round, in order of validator id. */
  public List<Verified<M>> votes(int round, Object wanted) {
    var votes = new ArrayList<Verified<M>>();
    for (var vote : rounds.getOrDefault(round, Map.of()).values()) {
      if (target.apply(vote).equals(wanted)) {
        votes.add(vote);
      }
    }
    return votes;
  }

  /** All of them, by round and validator id. */
  public List<Verified<M>> all() {
    var votes = new ArrayList<Verified<M>>();
    rounds.values().forEach(round -> votes.addAll(round.values()));
    return votes;
  }
}
